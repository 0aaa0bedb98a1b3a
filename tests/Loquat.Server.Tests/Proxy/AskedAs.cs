using System.Text;
using System.Text.Json.Nodes;
using Loquat.Protocol;
using Loquat.Realtime;

namespace Loquat.Server.Tests.Proxy;

/// <summary>An event as the transcripts write the question it came from.</summary>
internal static class AskedAs
{
    public static JsonObject Json(object asked) => asked switch
    {
        ConnectEvent e => With(e.Connection, ("data", Payload(e.Request.Data)), ("name", Text(e.Request.Name)), ("version", Text(e.Request.Version)),
            ("channels", e.Request.Subscriptions.Count == 0 ? null : new JsonArray([.. e.Request.Subscriptions.Keys.Select(name => JsonValue.Create(name))]))),
        SubscribeEvent e => With(e.Connection, ("channel", Text(e.Request.Channel)), ("token", Text(e.Request.Token)), ("data", Payload(e.Request.Data))),
        PublishEvent e => With(e.Connection, ("channel", Text(e.Channel)), ("data", Payload(e.Data))),
        RpcEvent e => With(e.Connection, ("method", Text(e.Method)), ("data", Payload(e.Data))),
        RefreshEvent e => With(e.Connection),
        SubRefreshEvent e => With(e.Connection, ("channel", Text(e.Channel))),
        _ => throw new NotSupportedException(asked.GetType().Name),
    };

    public static IConnection Connection(object asked) => asked switch
    {
        ConnectEvent e => e.Connection,
        SubscribeEvent e => e.Connection,
        PublishEvent e => e.Connection,
        RpcEvent e => e.Connection,
        RefreshEvent e => e.Connection,
        SubRefreshEvent e => e.Connection,
        _ => throw new NotSupportedException(asked.GetType().Name),
    };

    /// <summary>The recorded question without what an application is not told, payloads as JSON whichever form they came in.</summary>
    public static JsonObject Json(JsonObject question)
    {
        var json = question.DeepClone().AsObject();
        json.Remove("encoding");
        json.Remove("meta");
        if (json["b64data"] is { } base64)
        {
            json["data"] = JsonNode.Parse(Convert.FromBase64String(base64.GetValue<string>()));
            json.Remove("b64data");
        }
        else if (json["data"]?.GetValueKind() == System.Text.Json.JsonValueKind.String)
            json["data"] = JsonNode.Parse(json["data"]!.GetValue<string>());
        return json;
    }

    private static JsonObject With(IConnection connection, params (string Name, JsonNode? Value)[] fields)
    {
        var json = new JsonObject
        {
            ["client"] = connection.Id,
            ["transport"] = connection.Transport,
            ["protocol"] = connection.Encoding == WireEncoding.Json ? "json" : "protobuf",
        };
        if (connection.User.Length > 0)
            json["user"] = connection.User;
        foreach (var (name, value) in fields)
        {
            if (value is not null)
                json[name] = value;
        }

        return json;
    }

    private static JsonValue? Text(string text) => text.Length == 0 ? null : JsonValue.Create(text);

    private static JsonNode? Payload(ReadOnlyMemory<byte> payload) => payload.IsEmpty ? null : JsonNode.Parse(Encoding.UTF8.GetString(payload.Span));
}
