using System.Diagnostics;
using System.Text;

namespace Loquat.Protocol.Json;

/// <summary>Writes one command, as clients do.</summary>
internal static class JsonCommandWriter
{
    public static void Write(ref JsonOutput output, Command command)
    {
        output.Begin();
        output.Number("id"u8, command.Id);
        WriteRequest(ref output, command);
        output.End();
    }

    public static void WriteEmulation(ref JsonOutput output, EmulationRequest request)
    {
        output.Begin();
        output.Text("node"u8, request.Node);
        output.Text("session"u8, request.Session);
        output.Text("data"u8, Encoding.UTF8.GetString(request.Data.Span));
        output.End();
    }

    private static void WriteRequest(ref JsonOutput output, Command command)
    {
        switch (command)
        {
            case Command.Publish publish:
                output.Begin("publish"u8);
                output.Text("channel"u8, publish.Channel);
                output.Payload("data"u8, publish.Data.Span);
                output.End();
                break;
            case Command.Rpc rpc:
                output.Begin("rpc"u8);
                output.Payload("data"u8, rpc.Data.Span);
                output.Text("method"u8, rpc.Method);
                output.End();
                break;
            case Command.Send send:
                output.Begin("send"u8);
                output.Payload("data"u8, send.Data.Span);
                output.End();
                break;
            case Command.Connect connect:
                WriteConnect(ref output, connect.Request);
                break;
            case Command.Subscribe subscribe:
                output.Begin("subscribe"u8);
                WriteSubscribe(ref output, subscribe.Request);
                output.End();
                break;
            case Command.Unsubscribe unsubscribe:
                WriteChannel(ref output, "unsubscribe"u8, unsubscribe.Channel);
                break;
            case Command.Presence presence:
                WriteChannel(ref output, "presence"u8, presence.Channel);
                break;
            case Command.PresenceStats stats:
                WriteChannel(ref output, "presence_stats"u8, stats.Channel);
                break;
            case Command.History history:
                WriteHistory(ref output, history);
                break;
            case Command.Refresh refresh:
                output.Begin("refresh"u8);
                output.Text("token"u8, refresh.Token);
                output.End();
                break;
            case Command.SubRefresh refresh:
                output.Begin("sub_refresh"u8);
                output.Text("channel"u8, refresh.Channel);
                output.Text("token"u8, refresh.Token);
                output.End();
                break;
            case Command.Pong or Command.Unknown:
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void WriteChannel(ref JsonOutput output, ReadOnlySpan<byte> method, string channel)
    {
        output.Begin(method);
        output.Text("channel"u8, channel);
        output.End();
    }

    private static void WriteConnect(ref JsonOutput output, ConnectRequest request)
    {
        output.Begin("connect"u8);
        output.Text("token"u8, request.Token);
        output.Payload("data"u8, request.Data.Span);
        if (request.Subscriptions.Count > 0)
        {
            output.Begin("subs"u8);
            foreach (var (channel, subscription) in request.Subscriptions)
            {
                output.Key(channel);
                output.Begin();
                WriteSubscribe(ref output, subscription);
                output.End();
            }

            output.End();
        }

        output.Text("name"u8, request.Name);
        output.Text("version"u8, request.Version);
        output.Texts("headers"u8, request.Headers);
        output.End();
    }

    private static void WriteSubscribe(ref JsonOutput output, SubscribeRequest request)
    {
        output.Text("channel"u8, request.Channel);
        output.Text("token"u8, request.Token);
        output.Flag("recover"u8, request.Recover);
        output.Text("epoch"u8, request.Position.Epoch);
        output.Number("offset"u8, request.Position.Offset);
        output.Payload("data"u8, request.Data.Span);
        output.Flag("positioned"u8, request.Positioned);
        output.Flag("recoverable"u8, request.Recoverable);
        output.Flag("join_leave"u8, request.JoinLeave);
        output.Text("delta"u8, request.Delta);
        if (request.Filter is not null)
        {
            output.Begin("tf"u8);
            WriteFilter(ref output, request.Filter);
            output.End();
        }

        output.Number("flag"u8, request.Flag);
        output.Number("type"u8, request.Type);
    }

    private static void WriteFilter(ref JsonOutput output, FilterNode filter)
    {
        output.Text("op"u8, filter.Op);
        output.Text("key"u8, filter.Key);
        output.Text("cmp"u8, filter.Cmp);
        output.Text("val"u8, filter.Val);
        if (filter.Vals.Count > 0)
        {
            output.BeginArray("vals"u8);
            foreach (var value in filter.Vals)
            {
                output.Item();
                output.Quoted(value);
            }

            output.EndArray();
        }

        if (filter.Nodes.Count == 0)
            return;

        output.BeginArray("nodes"u8);
        foreach (var node in filter.Nodes)
        {
            output.Item();
            output.Begin();
            WriteFilter(ref output, node);
            output.End();
        }

        output.EndArray();
    }

    private static void WriteHistory(ref JsonOutput output, Command.History history)
    {
        output.Begin("history"u8);
        output.Text("channel"u8, history.Channel);
        output.Number("limit"u8, history.Limit);
        if (history.Since is { } since)
        {
            output.Begin("since"u8);
            output.Number("offset"u8, since.Offset);
            output.Text("epoch"u8, since.Epoch);
            output.End();
        }

        output.Flag("reverse"u8, history.Reverse);
        output.End();
    }
}
