using System.Text;
using System.Text.Json.Nodes;
using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Realtime.Tests;

/// <summary>A client in words: what it sends, and what it hears next.</summary>
internal sealed class TestClient
{
    private readonly TestServer _server;
    private readonly string _name;
    private bool _gone;

    public TestClient(TestServer server, string name, WireEncoding encoding)
    {
        (_server, _name) = (server, name);
        Transport = new RecordingTransport(encoding);
        Session = server.Engine.Accept(Transport, ClientRequest.Empty) ?? throw new InvalidOperationException("The engine takes no connection.");
        server.Name(Session.Id, name);
    }

    public RecordingTransport Transport { get; }

    public Session Session { get; }

    /// <summary>Sends one message; completes when the session has handled it. False once the session is over.</summary>
    public Task<bool> Sends(params string[] commands) => SendsBytes(Encoding.UTF8.GetBytes(string.Join('\n', commands)));

    public Task<bool> SendsBytes(byte[] message) =>
        Session.ReceiveAsync(message).AsTask().Within($"{_name}'s message was not handled");

    /// <summary>The next message is this one. Order of keys does not count; see <see cref="TestServer.Normalise"/> for what begins with $.</summary>
    public async Task Hears(string expected)
    {
        var actual = await HearsSomething(expected);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), $"{_name} expected\n  {expected}\nbut heard\n  {actual}");
    }

    public async Task<string> HearsSomething(string expected = "anything") => _server.Normalise(
        await Transport.Messages.ReadAsync().AsTask().Within($"{_name} did not hear {expected}"));

    /// <summary>The next message as it came, where many clients are listened to.</summary>
    public Task<string> HearsRaw() => Transport.Messages.ReadAsync(TestContext.Current.CancellationToken).AsTask().Within($"{_name} heard nothing");

    /// <summary>Time goes on until the session is pinged, and no longer.</summary>
    public async Task IsPinged()
    {
        for (var steps = 0; !Session.AwaitsPong; steps++)
        {
            Assert.True(steps < 300, $"{_name} was not pinged for half a minute.");
            _server.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }
        await Hears("{}");
    }

    /// <summary>Nothing waits for it: the answer to what it asks now is the next message.</summary>
    public async Task HearsNothingMore()
    {
        await Sends("""{"id":4711,"rpc":{"method":"fence","data":0}}""");
        await Hears("""{"id":4711,"rpc":{"data":0}}""");
    }

    public async Task Subscribes(string command, string expected)
    {
        await Sends(command);
        await Hears(expected);
    }

    public async Task IsClosedWith(uint code) =>
        Assert.Equal(code, (await Transport.Closed.Within($"{_name}'s connection was not closed with {code}")).Code);

    /// <summary>The transport ends, as it does after every close.</summary>
    public async Task HangsUp()
    {
        if (_gone)
            return;

        _gone = true;
        Transport.Close(Disconnect.ConnectionClosed);
        await Session.EndAsync().AsTask().Within($"{_name}'s session did not end");
    }
}
