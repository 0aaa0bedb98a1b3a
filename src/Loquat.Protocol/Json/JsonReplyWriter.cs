using System.Diagnostics;

namespace Loquat.Protocol.Json;

/// <summary>Writes one reply. A success always has its key, with an empty object if there is nothing to say.</summary>
internal static class JsonReplyWriter
{
    public static void Write(ref JsonOutput output, Reply reply)
    {
        output.Begin();
        switch (reply)
        {
            case Reply.Pushed pushed:
                WritePush(ref output, pushed.Push);
                break;
            case Reply.Rpc(var id, var data):
                output.Number("id"u8, id);
                output.Begin("rpc"u8);
                output.Payload("data"u8, data.Span);
                output.End();
                break;
            case Reply.Publish(var id):
                WriteEmpty(ref output, id, "publish"u8);
                break;
            case Reply.Unsubscribe(var id):
                WriteEmpty(ref output, id, "unsubscribe"u8);
                break;
            case Reply.Error(var id, var reason):
                WriteError(ref output, id, reason);
                break;
            case Reply.Connect(var id, var result):
                output.Number("id"u8, id);
                output.Begin("connect"u8);
                JsonResultWriter.WriteConnect(ref output, result);
                output.End();
                break;
            case Reply.Subscribe(var id, var result):
                output.Number("id"u8, id);
                output.Begin("subscribe"u8);
                JsonResultWriter.WriteSubscribe(ref output, result);
                output.End();
                break;
            case Reply.Presence(var id, var clients):
                WritePresence(ref output, id, clients);
                break;
            case Reply.PresenceStats stats:
                WritePresenceStats(ref output, stats);
                break;
            case Reply.History(var id, var result):
                WriteHistory(ref output, id, result);
                break;
            case Reply.Refresh(var id, var result):
                WriteRefresh(ref output, id, "refresh"u8, result);
                break;
            case Reply.SubRefresh(var id, var result):
                WriteRefresh(ref output, id, "sub_refresh"u8, result);
                break;
            case Reply.Ping:
                break;
            default:
                throw new UnreachableException();
        }

        output.End();
    }

    private static void WritePush(ref JsonOutput output, Push push)
    {
        output.Begin("push"u8);
        JsonPushWriter.WriteFields(ref output, push);
        output.End();
    }

    private static void WriteEmpty(ref JsonOutput output, uint id, ReadOnlySpan<byte> name)
    {
        output.Number("id"u8, id);
        output.Begin(name);
        output.End();
    }

    private static void WriteError(ref JsonOutput output, uint id, ProtocolError reason)
    {
        output.Number("id"u8, id);
        output.Begin("error"u8);
        output.Number("code"u8, reason.Code);
        output.Text("message"u8, reason.Message);
        output.Flag("temporary"u8, reason.Temporary);
        output.End();
    }

    private static void WritePresence(ref JsonOutput output, uint id, IReadOnlyDictionary<string, ClientInfo> clients)
    {
        output.Number("id"u8, id);
        output.Begin("presence"u8);
        output.Begin("presence"u8);
        foreach (var (client, info) in clients)
        {
            output.Key(client);
            output.Begin();
            JsonResultWriter.WriteInfo(ref output, info);
            output.End();
        }

        output.End();
        output.End();
    }

    private static void WritePresenceStats(ref JsonOutput output, Reply.PresenceStats stats)
    {
        output.Number("id"u8, stats.Id);
        output.Begin("presence_stats"u8);
        output.AlwaysNumber("num_clients"u8, stats.Clients);
        output.AlwaysNumber("num_users"u8, stats.Users);
        output.End();
    }

    private static void WriteHistory(ref JsonOutput output, uint id, HistoryResult result)
    {
        output.Number("id"u8, id);
        output.Begin("history"u8);
        JsonResultWriter.WritePublications(ref output, result.Publications);
        output.AlwaysText("epoch"u8, result.Top.Epoch);
        output.AlwaysNumber("offset"u8, result.Top.Offset);
        output.End();
    }

    private static void WriteRefresh(ref JsonOutput output, uint id, ReadOnlySpan<byte> name, RefreshResult result)
    {
        output.Number("id"u8, id);
        output.Begin(name);
        output.Flag("expires"u8, result.Expires);
        output.Number("ttl"u8, result.Ttl);
        output.End();
    }
}
