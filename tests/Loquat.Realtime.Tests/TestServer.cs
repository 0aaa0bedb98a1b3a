using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Loquat.Protocol;
using Loquat.Realtime.Tests.Tokens;
using Loquat.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ManualClock = Loquat.Testing.ManualClock;

namespace Loquat.Realtime.Tests;

/// <summary>An engine whose time, broker, presence and logs a test holds in its hands.</summary>
internal sealed partial class TestServer : IAsyncDisposable
{
    public const string Secret = "a secret of the tests, long enough";

    private readonly ConcurrentDictionary<string, string> _names = new();
    private readonly List<TestClient> _clients = [];
    private readonly RealtimeOptions _options = new() { ServerVersion = "test", Namespaces = Namespaces() };

    public TestServer(Action<RealtimeOptions>? configure = null, ILogger<Engine>? logger = null)
    {
        _options.Tokens.HmacSecretKey = Secret;
        configure?.Invoke(_options);
        Broker = new GatedBroker(new MemoryBroker(Clock));
        Engine = new Engine(_options, App, [Log], Broker, Presence, Clock, logger ?? NullLogger<Engine>.Instance);
    }

    public ManualClock Clock { get; } = new();
    public TestApp App { get; } = new();
    public TestLog Log { get; } = new();
    public GatedBroker Broker { get; }
    public GatedPresence Presence { get; } = new(new MemoryPresence());
    public Engine Engine { get; }

    public ValueTask<StreamPosition> PublishAsync(string channel, string data) => Engine.PublishAsync(channel, Encoding.UTF8.GetBytes(data));

    /// <summary>Puts publications into a log's channel and tells the engine of them in their order.</summary>
    public async Task AppendAsync(string channel, params string[] data)
    {
        foreach (var one in data)
            await Engine.DeliverAsync(channel, Log.Append(channel, one), TestLog.Epoch);
    }

    /// <summary>A connection that has not said anything yet.</summary>
    public TestClient Open(string name = "someone", WireEncoding encoding = WireEncoding.Json)
    {
        var client = new TestClient(this, name, encoding);
        _clients.Add(client);
        return client;
    }

    /// <summary>A token that is signed by the key in <see cref="Secret"/>, in whose claims "+n" stands for n seconds from now.</summary>
    public string Token(string claims) => Jwt.Hmac(
        Secret, RelativePattern().Replace(claims, match => $"{Clock.GetUtcNow().ToUnixTimeSeconds() + int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)}"));

    /// <summary>A connection that has shown a token, its connect answered like this.</summary>
    public async Task<TestClient> ConnectByTokenAsync(string user, string claims, string expected)
    {
        var client = Open(user);
        await client.Sends($$$"""{"id":1,"connect":{"token":"{{{Token(claims)}}}"}}""");
        await client.Hears($$$"""{"id":1,"connect":{"client":"${{{user}}}","version":"test",{{{expected}}}"ping":{{{(int)_options.PingInterval.TotalSeconds}}},"pong":true}}""");
        return client;
    }

    /// <summary>A connection of this user, its connect answered.</summary>
    public async Task<TestClient> ConnectAsync(string user)
    {
        var client = Open(user);
        await client.Sends($$$"""{"id":1,"connect":{"data":"{{{user}}}"}}""");
        await client.Hears($$$"""{"id":1,"connect":{"client":"${{{user}}}","version":"test","ping":{{{(int)_options.PingInterval.TotalSeconds}}},"pong":true}}""");
        return client;
    }

    /// <summary>Time goes on by steps of a second at most, and each step waits for the work that the one before has woken.</summary>
    public async Task PassesAsync(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(1))
        {
            Clock.Advance(left < TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1));
            await Engine.WorkDoneAsync().Within("the engine's work in the background did not end");
        }
    }

    public void Name(string id, string name) => _names[id] = "$" + name;

    /// <summary>Random values by the names that tests use: connection ids by their user's, epochs by the order of their appearance.</summary>
    public string Normalise(string text)
    {
        foreach (Match match in EpochPattern().Matches(text))
        {
            if (match.Groups[1].Value != TestLog.Epoch)
                _names.GetOrAdd(match.Groups[1].Value, _ => $"$epoch{_names.Values.Count(name => name.StartsWith("$epoch", StringComparison.Ordinal)) + 1}");
        }
        return _names.Aggregate(text, (current, name) => current.Replace(name.Key, name.Value, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            await client.HangsUp();
        await Engine.DisposeAsync();
    }

    private static Dictionary<string, ChannelOptions> Namespaces()
    {
        ChannelOptions Open() => new()
        {
            AllowSubscribeForClient = true,
            AllowSubscribeForAnonymous = true,
            AllowPublishForClient = true,
            AllowPublishForAnonymous = true,
            AllowPresenceForClient = true,
            AllowPresenceForAnonymous = true,
            AllowHistoryForClient = true,
            AllowHistoryForAnonymous = true,
        };

        var plain = Open();
        var chat = Open();
        (chat.HistorySize, chat.HistoryTtl, chat.ForceRecovery) = (100, TimeSpan.FromMinutes(5), true);
        (chat.Presence, chat.JoinLeave, chat.ForcePushJoinLeave) = (true, true, true);
        var rec = Open();
        (rec.HistorySize, rec.HistoryTtl, rec.ForceRecovery, rec.Presence) = (100, TimeSpan.FromMinutes(5), true, true);
        var small = Open();
        (small.HistorySize, small.HistoryTtl, small.ForceRecovery) = (2, TimeSpan.FromMinutes(5), true);
        var asked = Open();
        (asked.JoinLeave, asked.HistorySize, asked.HistoryTtl) = (true, 10, TimeSpan.FromMinutes(5));
        return new()
        {
            ["open"] = plain,
            ["chat"] = chat,
            ["rec"] = rec,
            ["small"] = small,
            ["asked"] = asked,
            ["locked"] = new ChannelOptions { Presence = true, HistorySize = 10, HistoryTtl = TimeSpan.FromMinutes(5) },
            ["members"] = new ChannelOptions { AllowSubscribeForClient = true, AllowPublishForSubscriber = true },
            ["dialog"] = new ChannelOptions { AllowUserLimitedChannels = true, AllowSubscribeForClient = true },
        };
    }

    [GeneratedRegex("\"\\+(-?[0-9]+)\"")]
    private static partial Regex RelativePattern();

    [GeneratedRegex("\"epoch\":\"(\\w{8})\"")]
    private static partial Regex EpochPattern();
}
