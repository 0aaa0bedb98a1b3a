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

    /// <summary>The next push that is meant. Others are stepped over: much is told in the background, and may be on its way from before.</summary>
    public async Task<T> NextAsync<T>(Func<T, bool>? isMeant = null)
        where T : Push
    {
        while (true)
        {
            if (await Client.NextPushAsync() is T push && isMeant?.Invoke(push) != false)
                return push;
        }
    }

    /// <summary>The next event of this type by this channel that is meant; others are stepped over.</summary>
    public async Task<JsonElement> NextAsync(string channel, string type, Func<JsonElement, bool>? isMeant = null)
    {
        while (true)
        {
            var data = DataOf(await NextAsync<Push.Pub>(push => push.Channel == channel));
            if (data.GetProperty("type").GetString() == type && isMeant?.Invoke(data) != false)
                return data;
        }
    }

    /// <summary>All pushes up to the one with which everybody is told of this message.</summary>
    public async Task<List<Push>> UntilToldAsync(string text)
    {
        var pushes = new List<Push>();
        while (pushes is not [.., Push.Pub { Channel: "chat" } told] || !IsMessage(DataOf(told), text))
            pushes.Add(await Client.NextPushAsync());
        return pushes;
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    public static JsonElement DataOf(Push.Pub push) => Parse(Encoding.UTF8.GetString(push.Publication.Data.Span));

    public static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    private static bool IsMessage(JsonElement data, string text) =>
        data.GetProperty("type").GetString() == "message" && data.GetProperty("message").GetProperty("text").GetString() == text;
}
