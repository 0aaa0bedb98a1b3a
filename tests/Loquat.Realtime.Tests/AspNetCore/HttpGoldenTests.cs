using System.Text.Json;
using System.Text.Json.Nodes;
using Loquat.Protocol;
using Loquat.Testing.Golden;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Realtime.Tests.AspNetCore;

/// <summary>What the real server did on the other transports, over real HTTP against ours.</summary>
public abstract class HttpGoldenTests(bool onLoops) : OnEitherTransport(onLoops)
{
    /// <summary>Lines where we decided otherwise: what stands there instead, or null where it does not apply.</summary>
    private static readonly Dictionary<(string Name, int Line), string?> Otherwise = new()
    {
        // A session that is gone is said to be gone (section 36).
        [("emulation-requests", 8)] = """{"status":404}""",
        // A page of the server's own host may always connect.
        [("origin-check", 13)] = """{"opened":101}""",
        [("ws-origin-default", 5)] = """{"opened":101}""",
        // RFC 6455, 4.4; and what is no endpoint of ours is not ours to answer.
        [("ws-plain-http", 7)] = """{"status":426,"body":"Upgrade Required\n"}""",
        [("ws-plain-http", 8)] = null,
        [("ws-plain-http", 9)] = null,
        // What is not the engine's: health and metrics belong to the server.
        [("health-metrics-init", 2)] = null,
        [("health-metrics-init", 3)] = null,
        [("health-metrics-init", 17)] = null,
        [("health-metrics-init", 18)] = null,
    };

    [Theory]
    [InlineData("http-stream")]
    [InlineData("http-stream.pb")]
    [InlineData("http-stream-first-frame")]
    [InlineData("sse")]
    [InlineData("sse-requests")]
    [InlineData("emulation-requests")]
    [InlineData("cors-preflight")]
    [InlineData("health-metrics-init")]
    [InlineData("pings-other-transports")]
    [InlineData("uni-websocket")]
    [InlineData("uni-websocket-requests")]
    [InlineData("uni-sse")]
    [InlineData("uni-http-stream")]
    [InlineData("ws-client-close")]
    [InlineData("ws-client-control-ping")]
    [InlineData("ws-fragmented-frame")]
    [InlineData("ws-message-too-large")]
    [InlineData("ws-native-ping-mode")]
    [InlineData("ws-origin-default")]
    [InlineData("ws-plain-http")]
    [InlineData("ws-query-format")]
    [InlineData("ws-subprotocols")]
    [InlineData("origin-check")]
    public async Task It_goes_as_it_went(string name) => await ReplayAsync(name, text => text);

    [Theory]
    [InlineData("sse", "\\n\\n", "\\n")]
    [InlineData("http-stream", "reason\\\":\\\"try again", "reason\\\":\\\"go away")]
    [InlineData("http-stream", "no-cache, no-store", "no-store")]
    [InlineData("cors-preflight", "\"Access-Control-Max-Age\":\"300\"", "\"Access-Control-Max-Age\":\"600\"")]
    public async Task What_went_otherwise_is_noticed(string name, string recorded, string planted) =>
        await Assert.ThrowsAsync<GoldenMismatchException>(() => ReplayAsync(name, text => Replaced(text, recorded, planted)));

    private static string Replaced(string text, string recorded, string planted)
    {
        Assert.Contains(recorded, text, StringComparison.Ordinal);
        return text.Replace(recorded, planted, StringComparison.Ordinal);
    }

    private async Task ReplayAsync(string name, Func<string, string> change)
    {
        var recorded = GoldenTranscript.Read(name);
        var lines = recorded.Lines.Select((line, index) => Decided(name, index + 1, line)).OfType<JsonObject>();
        var text = change(string.Join('\n', lines.Select(line => line.ToJsonString(GoldenTranscript.Plain))));
        var transcript = GoldenTranscript.Parse(name, text);
        await using var server = await StartAsync(transcript);
        await GoldenReplay.RunAsync(new EngineCalls(server), transcript);
    }

    private static JsonObject? Decided(string name, int number, JsonObject line)
    {
        if (!Otherwise.TryGetValue((name, number), out var ours))
            return line;
        if (ours is null)
            return null;

        var decided = line.DeepClone().AsObject();
        foreach (var (key, value) in JsonNode.Parse(ours)!.AsObject())
            decided[key] = value!.DeepClone();
        return decided;
    }

    private Task<RealtimeServer> StartAsync(GoldenTranscript transcript)
    {
        var configuration = new GoldenConfiguration(transcript.ReadConfiguration());
        return ServeAsync(new ServerSetup
        {
            Realtime = configuration.Apply,
            Http = configuration.Apply,
            Services = services => services.AddSingleton<IRealtimeApp>(new TestApp
            {
                OnRpc = (_, _) => new(new RpcAnswer.Refused(ProtocolError.NotAvailable)),
            }),
        });
    }

    /// <summary>What the transcripts do by the server API, done to the engine itself.</summary>
    private sealed class EngineCalls(RealtimeServer server) : IGoldenServer
    {
        public Uri Url => server.Url;

        public int SessionCount => server.Engine.SessionCount;

        public Task<GoldenCall> NextCallAsync() => throw new NotSupportedException("These transcripts have no backend.");

        public async Task<JsonNode?> CallApiAsync(string method, JsonElement request)
        {
            var result = new JsonObject();
            switch (method)
            {
                case "publish":
                    var data = JsonSerializer.SerializeToUtf8Bytes(request.GetProperty("data"));
                    var position = await server.Engine.PublishAsync(Text(request, "channel"), data);
                    if (position.Offset > 0)
                        (result["offset"], result["epoch"]) = (position.Offset, position.Epoch);
                    break;
                case "subscribe":
                    Assert.Null(await server.Engine.SubscribeAsync(Text(request, "user"), Text(request, "channel")));
                    break;
                case "unsubscribe":
                    await server.Engine.UnsubscribeAsync(Text(request, "user"), Text(request, "channel"));
                    break;
                case "refresh":
                    await server.Engine.RefreshAsync(Text(request, "user"), RefreshIn(request));
                    break;
                case "disconnect":
                    server.Engine.Disconnect(Text(request, "user"), DisconnectIn(request));
                    break;
                default:
                    throw new NotSupportedException(method);
            }
            return new JsonObject { ["result"] = result };
        }

        private static string Text(JsonElement request, string name) => request.GetProperty(name).GetString()!;

        private static RefreshAnswer.Extended RefreshIn(JsonElement request) => new(
            request.TryGetProperty("expire_at", out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds.GetInt64()) : null);

        private static Disconnect DisconnectIn(JsonElement request) => request.TryGetProperty("disconnect", out var disconnect)
            ? new Disconnect(disconnect.GetProperty("code").GetUInt32(), Text(disconnect, "reason"))
            : Disconnect.ForceDisconnect;
    }
}

/// <inheritdoc/>
public sealed class HttpGoldenTestsOnKestrel() : HttpGoldenTests(onLoops: false);

/// <inheritdoc/>
public sealed class HttpGoldenTestsOnLoops() : HttpGoldenTests(onLoops: true);
