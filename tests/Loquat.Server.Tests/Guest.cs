using System.Text;
using System.Text.Json;
using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Server.Tests;

/// <summary>A client that calls the chat as somebody: every call shows the bearer.</summary>
public sealed class Guest : IAsyncDisposable
{
    private readonly string _bearer;

    private Guest(ProtocolClient client, string bearer) => (Client, _bearer) = (client, bearer);

    public ProtocolClient Client { get; }

    public string Bearer => _bearer;

    /// <summary>What the server said about us.</summary>
    public JsonElement Greeting => Parse(Encoding.UTF8.GetString(Client.Connected.Data.Span));

    public static async Task<Guest> ConnectAsync(
        Uri url, string bearer, WireEncoding encoding = WireEncoding.Json, bool followsThreads = false,
        IReadOnlyDictionary<string, SubscribeRequest>? had = null, params (string Name, string Value)[] headers)
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(followsThreads ? new { authToken = bearer, threads = true } : (object)new { authToken = bearer });
        var request = new ConnectRequest { Data = data, Subscriptions = had ?? new Dictionary<string, SubscribeRequest>() };
        return new Guest(await ProtocolClient.ConnectAsync(url, request, encoding, headers), bearer);
    }

    /// <param name="fields">A JSON object without the token, which is added.</param>
    public async Task<JsonElement> CallAsync(string method, string fields = "{}")
    {
        var inner = fields.Trim()[1..^1];
        var data = $$"""{"authToken":"{{_bearer}}"{{(inner.Length == 0 ? "" : "," + inner)}}}""";
        return Parse(await Client.RpcAsync(method, data));
    }

    public async Task<ProtocolError> RefusalOfAsync(string method, string fields) =>
        (await Assert.ThrowsAsync<RefusedException>(() => CallAsync(method, fields))).Error;

    /// <summary>The next publication, with the channel it came by.</summary>
    public async Task<(string Channel, ulong Offset, JsonElement Data)> NextAsync() => await Client.NextPushAsync() is Push.Pub pub
        ? (pub.Channel, pub.Publication.Offset, Parse(Encoding.UTF8.GetString(pub.Publication.Data.Span)))
        : throw new InvalidDataException("The next push is no publication.");

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    public static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
