using System.Buffers;
using System.Text.Json;
using Loquat.Protocol;

namespace Loquat.Realtime.AspNetCore.ServerApi;

/// <summary>Writes replies. Payloads leave as they came, but for bytes that are no JSON: they stand as base64 in a field of that name.</summary>
internal static class ApiJson
{
    // Nothing here gets into a page.
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void WriteReply(IBufferWriter<byte> output, ApiReply reply)
    {
        using var json = new Utf8JsonWriter(output, Options);
        WriteReply(json, reply, "result");
    }

    /// <summary>The error alone, as it stands in an answer whose status tells that it is one.</summary>
    public static void WriteError(IBufferWriter<byte> output, ProtocolError error)
    {
        using var json = new Utf8JsonWriter(output, Options);
        WriteError(json, error);
    }

    public static void WriteBatch(IBufferWriter<byte> output, ApiBatch batch, ApiReply[] replies)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        if (replies.Length > 0)
        {
            json.WriteStartArray("replies");
            for (var i = 0; i < replies.Length; i++)
                WriteReply(json, replies[i], batch.Calls[i].Method);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WriteReply(Utf8JsonWriter json, ApiReply reply, string nameOfResult)
    {
        json.WriteStartObject();
        if (reply.Error is { } error)
        {
            json.WritePropertyName("error");
            WriteError(json, error);
        }
        else
        {
            json.WriteStartObject(nameOfResult);
            WriteResult(json, reply.Result!);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, ProtocolError error)
    {
        json.WriteStartObject();
        json.WriteNumber("code", error.Code);
        json.WriteString("message", error.Message);
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, ApiResult result)
    {
        switch (result)
        {
            case ApiResult.Published { Position: var position }:
                if (position.Offset > 0)
                    json.WriteNumber("offset", position.Offset);
                WriteUnlessEmpty(json, "epoch", position.Epoch);
                break;
            case ApiResult.Broadcast broadcast:
                json.WriteStartArray("responses");
                foreach (var reply in broadcast.Replies)
                    WriteReply(json, reply, "result");
                json.WriteEndArray();
                break;
            case ApiResult.Presence presence:
                WritePresence(json, presence);
                break;
            case ApiResult.PresenceStats { Counts: var counts }:
                json.WriteNumber("num_clients", counts.Clients);
                json.WriteNumber("num_users", counts.Users);
                break;
            case ApiResult.History { Read: var read }:
                WriteHistory(json, read);
                break;
            case ApiResult.ChannelList channels:
                WriteChannels(json, channels);
                break;
            case ApiResult.NodeList { Nodes: var nodes }:
                WriteNodes(json, nodes);
                break;
        }
    }

    private static void WritePresence(Utf8JsonWriter json, ApiResult.Presence presence)
    {
        json.WriteStartObject("presence");
        foreach (var (client, info) in presence.Clients)
        {
            json.WritePropertyName(client);
            WriteClient(json, info);
        }
        json.WriteEndObject();
    }

    private static void WriteHistory(Utf8JsonWriter json, HistoryResult history)
    {
        json.WriteStartArray("publications");
        foreach (var publication in history.Publications)
        {
            json.WriteStartObject();
            WritePayload(json, "data", publication.Data);
            if (publication.Info is { } info)
            {
                json.WritePropertyName("info");
                WriteClient(json, info);
            }
            if (publication.Offset > 0)
                json.WriteNumber("offset", publication.Offset);
            if (publication.Tags is { Count: > 0 } tags)
            {
                json.WriteStartObject("tags");
                foreach (var (name, value) in tags)
                    json.WriteString(name, value);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteUnlessEmpty(json, "epoch", history.Top.Epoch);
        json.WriteNumber("offset", history.Top.Offset);
    }

    private static void WriteChannels(Utf8JsonWriter json, ApiResult.ChannelList channels)
    {
        json.WriteStartObject("channels");
        foreach (var (channel, subscribers) in channels.Subscribers)
        {
            json.WriteStartObject(channel);
            json.WriteNumber("num_clients", subscribers);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteNodes(Utf8JsonWriter json, IReadOnlyList<NodeInfo> nodes)
    {
        json.WriteStartArray("nodes");
        foreach (var node in nodes)
        {
            json.WriteStartObject();
            json.WriteString("uid", node.Id);
            json.WriteString("name", node.Name);
            json.WriteString("version", node.Version);
            json.WriteNumber("num_clients", node.Sessions);
            json.WriteNumber("num_users", node.Users);
            json.WriteNumber("num_channels", node.Channels);
            json.WriteNumber("num_subs", node.Subscriptions);
            if ((uint)node.Uptime.TotalSeconds is var uptime and > 0)
                json.WriteNumber("uptime", uptime);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteClient(Utf8JsonWriter json, ClientInfo info)
    {
        json.WriteStartObject();
        WriteUnlessEmpty(json, "user", info.User);
        WriteUnlessEmpty(json, "client", info.Client);
        WritePayload(json, "conn_info", info.ConnInfo);
        WritePayload(json, "chan_info", info.ChanInfo);
        json.WriteEndObject();
    }

    private static void WritePayload(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> payload)
    {
        if (payload.IsEmpty)
            return;

        if (Payload.IsJson(payload.Span))
        {
            json.WritePropertyName(name);
            json.WriteRawValue(payload.Span, skipInputValidation: true);
        }
        else
        {
            json.WriteBase64String("b64" + name, payload.Span);
        }
    }

    private static void WriteUnlessEmpty(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
            json.WriteString(name, value);
    }
}
