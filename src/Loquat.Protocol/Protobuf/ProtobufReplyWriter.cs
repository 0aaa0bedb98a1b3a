using System.Diagnostics;

namespace Loquat.Protocol.Protobuf;

/// <summary>Writes one reply; fields descend (see <see cref="ProtobufOutput"/>). A result without content is written as an empty message.</summary>
internal static class ProtobufReplyWriter
{
    public static void Write(ref ProtobufOutput output, Reply reply)
    {
        switch (reply)
        {
            case Reply.Pushed pushed:
                ProtobufPushWriter.Write(ref output, pushed.Push);
                output.EndMessage(ReplyField.Push, mark: 0);
                break;
            case Reply.Rpc(var id, var data):
                output.Payload(1, data.Span);
                End(ref output, ReplyField.Rpc, id);
                break;
            case Reply.Publish(var id):
                End(ref output, ReplyField.Publish, id);
                break;
            case Reply.Unsubscribe(var id):
                End(ref output, ReplyField.Unsubscribe, id);
                break;
            case Reply.Error(var id, var reason):
                WriteError(ref output, id, reason);
                break;
            case Reply.Connect(var id, var result):
                ProtobufResultWriter.WriteConnect(ref output, result);
                End(ref output, ReplyField.Connect, id);
                break;
            case Reply.Subscribe(var id, var result):
                ProtobufResultWriter.WriteSubscribe(ref output, result);
                End(ref output, ReplyField.Subscribe, id);
                break;
            case Reply.Presence(var id, var clients):
                WritePresence(ref output, id, clients);
                break;
            case Reply.PresenceStats(var id, var clients, var users):
                output.Number(2, users);
                output.Number(1, clients);
                End(ref output, ReplyField.PresenceStats, id);
                break;
            case Reply.History(var id, var result):
                WriteHistory(ref output, id, result);
                break;
            case Reply.Refresh(var id, var result):
                output.Number(4, result.Ttl);
                output.Flag(3, result.Expires);
                End(ref output, ReplyField.Refresh, id);
                break;
            case Reply.SubRefresh(var id, var result):
                output.Number(2, result.Ttl);
                output.Flag(1, result.Expires);
                End(ref output, ReplyField.SubRefresh, id);
                break;
            case Reply.Ping:
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void End(ref ProtobufOutput output, int field, uint id)
    {
        output.EndMessage(field, mark: 0);
        output.Number(ReplyField.Id, id);
    }

    private static void WriteError(ref ProtobufOutput output, uint id, ProtocolError reason)
    {
        output.Flag(3, reason.Temporary);
        output.Text(2, reason.Message);
        output.Number(1, reason.Code);
        End(ref output, ReplyField.Error, id);
    }

    private static void WritePresence(ref ProtobufOutput output, uint id, IReadOnlyDictionary<string, ClientInfo> clients)
    {
        foreach (var (client, info) in clients)
        {
            var entry = output.Mark();
            ProtobufResultWriter.WriteInfo(ref output, info);
            output.EndMessage(2, entry);
            output.Text(1, client);
            output.EndMessage(1, entry);
        }

        End(ref output, ReplyField.Presence, id);
    }

    private static void WriteHistory(ref ProtobufOutput output, uint id, HistoryResult result)
    {
        output.Number(3, result.Top.Offset);
        output.Text(2, result.Top.Epoch);
        ProtobufResultWriter.WritePublications(ref output, field: 1, result.Publications);
        End(ref output, ReplyField.History, id);
    }
}
