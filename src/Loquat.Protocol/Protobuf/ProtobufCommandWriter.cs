using System.Diagnostics;

namespace Loquat.Protocol.Protobuf;

/// <summary>Writes one command, as clients do; fields descend (see <see cref="ProtobufOutput"/>).</summary>
internal static class ProtobufCommandWriter
{
    public static void Write(ref ProtobufOutput output, Command command)
    {
        WriteRequest(ref output, command);
        output.Number(CommandField.Id, command.Id);
    }

    public static void WriteEmulation(ref ProtobufOutput output, EmulationRequest request)
    {
        output.Payload(3, request.Data.Span);
        output.Text(2, request.Session);
        output.Text(1, request.Node);
    }

    private static void WriteRequest(ref ProtobufOutput output, Command command)
    {
        switch (command)
        {
            case Command.Publish publish:
                output.Payload(2, publish.Data.Span);
                output.Text(1, publish.Channel);
                output.EndMessage(CommandField.Publish, mark: 0);
                break;
            case Command.Rpc rpc:
                output.Text(2, rpc.Method);
                output.Payload(1, rpc.Data.Span);
                output.EndMessage(CommandField.Rpc, mark: 0);
                break;
            case Command.Send send:
                output.Payload(1, send.Data.Span);
                output.EndMessage(CommandField.Send, mark: 0);
                break;
            case Command.Connect connect:
                WriteConnect(ref output, connect.Request);
                break;
            case Command.Subscribe subscribe:
                WriteSubscribe(ref output, subscribe.Request);
                output.EndMessage(CommandField.Subscribe, mark: 0);
                break;
            case Command.Unsubscribe unsubscribe:
                WriteText(ref output, CommandField.Unsubscribe, unsubscribe.Channel);
                break;
            case Command.Presence presence:
                WriteText(ref output, CommandField.Presence, presence.Channel);
                break;
            case Command.PresenceStats stats:
                WriteText(ref output, CommandField.PresenceStats, stats.Channel);
                break;
            case Command.History history:
                WriteHistory(ref output, history);
                break;
            case Command.Refresh refresh:
                WriteText(ref output, CommandField.Refresh, refresh.Token);
                break;
            case Command.SubRefresh refresh:
                output.Text(2, refresh.Token);
                output.Text(1, refresh.Channel);
                output.EndMessage(CommandField.SubRefresh, mark: 0);
                break;
            case Command.Pong or Command.Unknown:
                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>A request whose field 1, a channel or a token, is all it has.</summary>
    private static void WriteText(ref ProtobufOutput output, int field, string text)
    {
        output.Text(1, text);
        output.EndMessage(field, mark: 0);
    }

    private static void WriteConnect(ref ProtobufOutput output, ConnectRequest request)
    {
        output.Texts(6, request.Headers);
        output.Text(5, request.Version);
        output.Text(4, request.Name);
        foreach (var (channel, subscription) in request.Subscriptions)
        {
            var entry = output.Mark();
            WriteSubscribe(ref output, subscription);
            output.EndMessage(2, entry);
            output.Text(1, channel);
            output.EndMessage(3, entry);
        }

        output.Payload(2, request.Data.Span);
        output.Text(1, request.Token);
        output.EndMessage(CommandField.Connect, mark: 0);
    }

    private static void WriteSubscribe(ref ProtobufOutput output, SubscribeRequest request)
    {
        output.Number(15, request.Type);
        output.Number(14, request.Flag);
        if (request.Filter is not null)
        {
            var filter = output.Mark();
            WriteFilter(ref output, request.Filter);
            output.EndMessage(13, filter);
        }

        output.Text(12, request.Delta);
        output.Flag(11, request.JoinLeave);
        output.Flag(10, request.Recoverable);
        output.Flag(9, request.Positioned);
        output.Payload(8, request.Data.Span);
        output.Number(7, request.Position.Offset);
        output.Text(6, request.Position.Epoch);
        output.Flag(3, request.Recover);
        output.Text(2, request.Token);
        output.Text(1, request.Channel);
    }

    private static void WriteFilter(ref ProtobufOutput output, FilterNode filter)
    {
        for (var i = filter.Nodes.Count - 1; i >= 0; i--)
        {
            var node = output.Mark();
            WriteFilter(ref output, filter.Nodes[i]);
            output.EndMessage(6, node);
        }

        for (var i = filter.Vals.Count - 1; i >= 0; i--)
            output.AlwaysText(5, filter.Vals[i]);
        output.Text(4, filter.Val);
        output.Text(3, filter.Cmp);
        output.Text(2, filter.Key);
        output.Text(1, filter.Op);
    }

    private static void WriteHistory(ref ProtobufOutput output, Command.History history)
    {
        output.Flag(9, history.Reverse);
        if (history.Since is { } since)
        {
            var position = output.Mark();
            output.Text(2, since.Epoch);
            output.Number(1, since.Offset);
            output.EndMessage(8, position);
        }

        output.Number(7, history.Limit);
        output.Text(1, history.Channel);
        output.EndMessage(CommandField.History, mark: 0);
    }
}
