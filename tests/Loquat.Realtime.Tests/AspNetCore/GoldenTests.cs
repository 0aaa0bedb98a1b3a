using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Loquat.Protocol;
using Loquat.Testing.Golden;
using Microsoft.Extensions.DependencyInjection;
using Calls = System.Threading.Channels.Channel<Loquat.Testing.Golden.GoldenCall>;

namespace Loquat.Realtime.Tests.AspNetCore;

/// <summary>The tutorial's conversation, as the real server had it, over the wire against ours.</summary>
public abstract class GoldenTests(bool onLoops) : OnEitherTransport(onLoops)
{
    [Theory]
    [InlineData("tutorial/conversation")]
    [InlineData("tutorial/conversation.pb")]
    [InlineData("tutorial/conversation-rpc-namespace")]
    [InlineData("tutorial/conversation-rpc-namespace.pb")]
    [InlineData("tutorial/conversation-on-v6")]
    [InlineData("tutorial/conversation-on-v6.pb")]
    public async Task The_conversation_goes_as_it_went(string name) => await ReplayAsync(GoldenTranscript.Read(name));

    [Theory]
    [InlineData("tutorial/conversation", "already subscribed", "subscribed already")]
    [InlineData("tutorial/conversation-on-v6", "\"code\\\":103", "\"code\\\":107")]
    [InlineData("tutorial/conversation", "\"method\":\"thread:history\"", "\"method\":\"thread:future\"")]
    public async Task A_conversation_that_went_otherwise_is_noticed(string name, string recorded, string planted)
    {
        var transcript = GoldenTranscript.Read(name);
        var text = string.Join('\n', transcript.Lines.Select(line => line.ToJsonString(Plain)));
        Assert.Contains(recorded, text, StringComparison.Ordinal);

        var changed = GoldenTranscript.Parse(name, text.Replace(recorded, planted, StringComparison.Ordinal));
        await Assert.ThrowsAsync<GoldenMismatchException>(() => ReplayAsync(changed));
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private async Task ReplayAsync(GoldenTranscript transcript)
    {
        var app = new TranscriptApp(transcript.ReadConfiguration());
        await using var server = await ServeAsync(new ServerSetup
        {
            Realtime = options => options.AllowAnonymousConnectWithoutToken = false,
            Http = options => options.AllowedOrigins.Add("*"),
            Services = services => services.AddSingleton<IRealtimeApp>(app),
        });
        await GoldenReplay.RunAsync(new InProcessServer(server, app), transcript);
    }

    private sealed class InProcessServer(RealtimeServer server, TranscriptApp app) : IGoldenServer
    {
        public Uri Url => server.Url;

        public int SessionCount => server.Engine.SessionCount;

        public Task<GoldenCall> NextCallAsync() => app.NextCallAsync();

        public async Task<JsonNode?> CallApiAsync(string method, JsonElement request)
        {
            Assert.Equal("publish", method);
            var data = Encoding.UTF8.GetBytes(request.GetProperty("data").GetRawText());
            var position = await server.Engine.PublishAsync(request.GetProperty("channel").GetString()!, data);
            Assert.Equal(0ul, position.Offset);
            return new JsonObject { ["result"] = new JsonObject() };
        }
    }

    /// <summary>An application that answers what the transcript says, when it says it.</summary>
    private sealed class TranscriptApp : IRealtimeApp
    {
        private readonly Calls _calls = System.Threading.Channels.Channel.CreateUnbounded<GoldenCall>();
        private readonly string[]? _rpcNamespaces;

        public TranscriptApp(JsonElement configuration)
        {
            // v4 asks the application about every method. v6 knows its namespaces.
            if (configuration.TryGetProperty("rpc", out var rpc))
                _rpcNamespaces = [.. rpc.GetProperty("namespaces").EnumerateArray().Select(ns => ns.GetProperty("name").GetString()!)];
        }

        public Task<GoldenCall> NextCallAsync() => _calls.Reader.ReadAsync().AsTask();

        public async ValueTask<ConnectAnswer> ConnectAsync(ConnectEvent connect, CancellationToken cancellationToken)
        {
            var message = MessageOf(connect.Connection);
            Add(message, "data", connect.Request.Data);
            Add(message, "name", connect.Request.Name);
            Add(message, "version", connect.Request.Version);
            var answer = await AskAsync("Connect", message, cancellationToken);
            if (ErrorIn(answer) is { } error)
                return new ConnectAnswer.Refused(error);

            var result = answer["result"]!;
            return new ConnectAnswer.Accepted(result["user"]!.GetValue<string>())
            {
                Data = Encoding.UTF8.GetBytes(result["data"]!.GetValue<string>()),
                Subscriptions = result["channels"]!.AsArray().ToDictionary(channel => channel!.GetValue<string>(), _ => SubscribeOptions.Default),
            };
        }

        public async ValueTask<RpcAnswer> RpcAsync(RpcEvent rpc, CancellationToken cancellationToken)
        {
            var colon = rpc.Method.IndexOf(':', StringComparison.Ordinal);
            if (_rpcNamespaces is not null && colon > 0 && !_rpcNamespaces.Contains(rpc.Method[..colon]))
                return new RpcAnswer.Refused(ProtocolError.MethodNotFound);

            var message = MessageOf(rpc.Connection);
            Add(message, "user", rpc.Connection.User);
            Add(message, "method", rpc.Method);
            Add(message, "data", rpc.Data);
            var answer = await AskAsync("RPC", message, cancellationToken);
            return ErrorIn(answer) is { } error
                ? new RpcAnswer.Refused(error)
                : new RpcAnswer.Result(Encoding.UTF8.GetBytes(answer["result"]!["data"]!.GetValue<string>()));
        }

        public ValueTask<SubscribeAnswer> SubscribeAsync(SubscribeEvent subscribe, CancellationToken cancellationToken) => new(new SubscribeAnswer.Unknown());

        public ValueTask<PublishAnswer> PublishAsync(PublishEvent publish, CancellationToken cancellationToken) => new(new PublishAnswer.Unknown());

        public ValueTask UnsubscribedAsync(IConnection connection, string channel) => ValueTask.CompletedTask;

        public ValueTask DisconnectedAsync(IConnection connection, Disconnect disconnect) => ValueTask.CompletedTask;

        private async Task<JsonObject> AskAsync(string procedure, JsonObject message, CancellationToken cancellationToken)
        {
            var answer = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
            await _calls.Writer.WriteAsync(new GoldenCall(procedure, message, answer.SetResult), cancellationToken);
            return await answer.Task.WaitAsync(cancellationToken);
        }

        /// <summary>What every call of the proxy's protocol says about the connection (section 26.1).</summary>
        private static JsonObject MessageOf(IConnection connection) => new()
        {
            ["client"] = connection.Id,
            ["transport"] = connection.Transport,
            ["protocol"] = connection.Encoding == WireEncoding.Json ? "json" : "protobuf",
            ["encoding"] = "json",
        };

        private static void Add(JsonObject message, string name, ReadOnlyMemory<byte> value) => Add(message, name, Encoding.UTF8.GetString(value.Span));

        private static void Add(JsonObject message, string name, string value)
        {
            if (value.Length > 0)
                message[name] = value;
        }

        private static ProtocolError? ErrorIn(JsonObject answer) =>
            answer["error"] is { } error ? new ProtocolError(error["code"]!.GetValue<uint>(), error["message"]!.GetValue<string>()) : null;
    }
}

/// <inheritdoc/>
public sealed class GoldenTestsOnKestrel() : GoldenTests(onLoops: false);

/// <inheritdoc/>
public sealed class GoldenTestsOnLoops() : GoldenTests(onLoops: true);
