using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Loquat.Protocol;
using Loquat.Realtime;
using Loquat.Server.EngineMode;
using Loquat.Server.EngineMode.Backends;
using Loquat.Testing;
using Wire = Loquat.Server.Proxy.Wire;

namespace Loquat.Server.Tests.EngineMode.Backends;

/// <summary>What the transcripts do not show: which backend, which headers, and answers that nobody should send.</summary>
public sealed class BackendTests
{
    private static readonly Connected Anybody = new() { Request = new ClientRequest("", new Dictionary<string, string>()) };

    [Fact]
    public async Task A_namespace_asks_the_backend_that_it_names()
    {
        await using var stub = await StubBackend.StartAsync();
        using var clients = new BackendClients();
        var app = App(clients, stub, """
            {"proxies": [{"name": "orders", "endpoint": "http://127.0.0.1:8390/orders"}, {"name": "calls", "endpoint": "grpc://127.0.0.1:8391"}],
             "channel": {"proxy": {"subscribe": {"endpoint": "http://127.0.0.1:8390/subscribe"}},
               "without_namespace": {"subscribe_proxy_enabled": true},
               "namespaces": [{"name": "orders", "subscribe_proxy_enabled": true, "subscribe_proxy_name": "orders"},
                 {"name": "calls", "subscribe_proxy_enabled": true, "subscribe_proxy_name": "calls"}, {"name": "quiet"}]}}
            """);

        Assert.Equal("POST /subscribe", await AskedForAsync(app, stub, "news"));
        Assert.Equal("POST /subscribe", await AskedForAsync(app, stub, ":news"));
        Assert.Equal("POST /orders", await AskedForAsync(app, stub, "orders:1"));
        Assert.Equal("Subscribe", await AskedForAsync(app, stub, "calls:1"));
        Assert.IsType<SubscribeAnswer.Unknown>(await app.SubscribeAsync(Subscribe("quiet:1"), TestContext.Current.CancellationToken));
        Assert.IsType<SubscribeAnswer.Unknown>(await app.SubscribeAsync(Subscribe("other:1"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("""{"without_namespace": {"proxy_enabled": true}}""", "a", null)]
    [InlineData("""{"without_namespace": {"proxy_enabled": true}}""", "x:a", 104u)]
    [InlineData("""{"without_namespace": {"proxy_enabled": true}, "namespaces": [{"name": "xx"}]}""", "xx:a", 108u)]
    [InlineData("""{"namespaces": [{"name": "xx", "proxy_enabled": true}]}""", "a", 108u)]
    [InlineData("""{"namespaces": [{"name": "xx", "proxy_enabled": true}], "namespace_boundary": "."}""", "xx.a", null)]
    [InlineData("""{}""", "a", 108u)]
    [InlineData("""{"ping": {"enabled": true}}""", "a", 104u)]
    public void A_method_has_a_backend_or_a_reason_why_not(string rpc, string method, uint? refusal)
    {
        using var clients = new BackendClients();
        var json = JsonNode.Parse(rpc)!.AsObject();
        json["proxy"] = new JsonObject { ["endpoint"] = "http://127.0.0.1:1/" };
        var table = new BackendTable(Settings(new JsonObject { ["rpc"] = json }.ToJsonString()), clients, TimeProvider.System);

        var (backend, error) = table.OfMethod(method);

        Assert.Equal(refusal, backend is null ? error.Code : null);
    }

    [Fact]
    public void Only_listed_headers_are_passed_on_and_a_client_cannot_overrule_its_request()
    {
        var headers = new RequestHeaders(new ProxySettings
        {
            HttpHeaders = ["Cookie", "X-Both", "Host", "Content-Length", "X-Absent"],
            EmulatedHeaders = ["X-Both", "X-Claimed", "X-Broken"],
        });
        var connection = new Connected
        {
            Request = new ClientRequest("", new Dictionary<string, string>
            {
                ["cookie"] = "a=1",
                ["x-both"] = "request",
                ["host"] = "evil",
                ["content-length"] = "3",
                ["x-other"] = "o",
            }),
            EmulatedHeaders = new Dictionary<string, string> { ["x-both"] = "client", ["x-claimed"] = "c", ["x-broken"] = "a\r\nX-Admin: 1", ["cookie"] = "b" },
        };

        Assert.Equal(
            new Dictionary<string, string> { ["Cookie"] = "a=1", ["X-Both"] = "request", ["X-Claimed"] = "c" },
            headers.Of(connection).ToDictionary());
    }

    [Theory]
    [InlineData("http://127.0.0.1:8390/rpc", "http", "static_headers")]
    [InlineData("grpc://127.0.0.1:8391", "grpc", "static_metadata")]
    public async Task What_the_operator_says_counts_more_than_a_clients_header(string endpoint, string kind, string key)
    {
        await using var stub = await StubBackend.StartAsync();
        using var clients = new BackendClients();
        var app = App(clients, stub, $$$"""
            {"rpc": {"proxy": {"endpoint": "{{{endpoint}}}", "emulated_headers": ["X-Secret"], "{{{kind}}}": {"{{{key}}}": {"x-secret": "operator"} } },
              "without_namespace": {"proxy_enabled": true} } }
            """);
        var connection = new Connected { EmulatedHeaders = new Dictionary<string, string> { ["x-secret"] = "client" } };

        var asking = app.RpcAsync(new RpcEvent(connection, "a", default), TestContext.Current.CancellationToken).AsTask();
        var call = await stub.NextCallAsync().Within("the backend is asked");
        call.AnswerAs!(new JsonObject { ["status"] = 200, ["body"] = new JsonObject(), ["hex"] = "", ["message"] = new JsonObject() });

        Assert.Equal("operator", (string?)call.Headers!["x-secret"]);
        Assert.IsType<RpcAnswer.Result>(await asking.Within("the answer comes"));
    }

    [Fact]
    public async Task An_answer_beyond_the_limit_is_none()
    {
        await using var stub = await StubBackend.StartAsync();
        using var clients = new BackendClients();
        var app = App(clients, stub, """{"rpc": {"proxy": {"endpoint": "http://127.0.0.1:8390/rpc", "timeout": "1m"}, "without_namespace": {"proxy_enabled": true}}}""");

        var asking = app.RpcAsync(new RpcEvent(Anybody, "a", default), TestContext.Current.CancellationToken).AsTask();
        var call = await stub.NextCallAsync().Within("the backend is asked");
        call.AnswerAs!(new JsonObject { ["status"] = 200, ["body_text"] = "{\"result\":{\"data\":\"" + new string('x', 5 << 20) + "\"}}" });

        await Assert.ThrowsAsync<BackendException>(() => asking).Within("the call fails");
    }

    [Fact]
    public async Task A_backend_is_not_followed_elsewhere()
    {
        await using var stub = await StubBackend.StartAsync();
        using var clients = new BackendClients();
        var app = App(clients, stub, """{"rpc": {"proxy": {"endpoint": "http://127.0.0.1:8390/rpc"}, "without_namespace": {"proxy_enabled": true}}}""");

        var asking = app.RpcAsync(new RpcEvent(Anybody, "a", default), TestContext.Current.CancellationToken).AsTask();
        var call = await stub.NextCallAsync().Within("the backend is asked");
        call.AnswerAs!(new JsonObject { ["status"] = (int)HttpStatusCode.TemporaryRedirect, ["location"] = "/elsewhere", ["body_text"] = "" });

        await Assert.ThrowsAsync<BackendException>(() => asking).Within("the call fails");
        Assert.False(stub.HasUnread);
    }

    [Fact]
    public void What_a_json_client_could_not_read_is_not_sent_to_it()
    {
        var response = new Wire.RPCResponse { Result = new() { Data = ByteString.CopyFromUtf8("{\"a\":") } };

        Assert.Throws<BackendException>(() => Verdicts.Of(response, Anybody));
        Assert.IsType<RpcAnswer.Result>(Verdicts.Of(response, new Connected { Encoding = WireEncoding.Protobuf }));
    }

    [Fact]
    public void An_error_is_no_answer_to_a_refresh()
    {
        Assert.Throws<BackendException>(() => Verdicts.Of(new Wire.RefreshResponse { Error = new() { Code = 1000, Message = "later" } }, Anybody));
        Assert.Throws<BackendException>(() => Verdicts.Of(new Wire.SubRefreshResponse { Disconnect = new() { Code = 4000, Reason = "no" } }, Anybody));
    }

    [Fact]
    public async Task Subscriptions_that_a_stream_should_feed_are_refused()
    {
        using var clients = new BackendClients();
        var app = new BackendApp(new BackendTable(
            Settings("""{"channel": {"proxy": {"subscribe_stream": {"endpoint": "grpc://127.0.0.1:1"}}, "without_namespace": {"allow_subscribe_for_client": true, "subscribe_stream_proxy_enabled": true}}}"""),
            clients, TimeProvider.System));

        var refused = Assert.IsType<SubscribeAnswer.Refused>(await app.SubscribeAsync(Subscribe("news"), TestContext.Current.CancellationToken));
        Assert.Equal(ProtocolError.NotAvailable, refused.Error);
    }

    private static async Task<string> AskedForAsync(BackendApp app, StubBackend stub, string channel)
    {
        var asking = app.SubscribeAsync(Subscribe(channel), TestContext.Current.CancellationToken).AsTask();
        var call = await stub.NextCallAsync().Within("the backend is asked");
        Assert.Equal(channel, (string?)call.Message["channel"]);
        call.AnswerAs!(new JsonObject { ["status"] = 200, ["body"] = new JsonObject(), ["hex"] = "", ["message"] = new JsonObject() });
        Assert.IsType<SubscribeAnswer.Accepted>(await asking.Within("the answer comes"));
        return call.Procedure;
    }

    private static SubscribeEvent Subscribe(string channel) => new(Anybody, new SubscribeRequest { Channel = channel });

    private static BackendApp App(BackendClients clients, StubBackend stub, string json) => new(new BackendTable(
        Settings(json
            .Replace(":8390", $":{stub.HttpPort.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal)
            .Replace(":8391", $":{stub.GrpcPort.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal)),
        clients, TimeProvider.System));

    private static EngineSettings Settings(string json)
    {
        var reading = SettingsReader.Parse(json, "the settings", new Dictionary<string, string>());
        Assert.Empty(reading.Problems);
        return reading.Settings;
    }

    private sealed record Connected : IConnection
    {
        public string Id => "c1";

        public string User => "u1";

        public string Transport => "websocket";

        public WireEncoding Encoding { get; init; } = WireEncoding.Json;

        public ClientRequest Request { get; init; } = ClientRequest.Empty;

        public object? State => null;

        public IReadOnlyDictionary<string, string> EmulatedHeaders { get; init; } = new Dictionary<string, string>();
    }
}
