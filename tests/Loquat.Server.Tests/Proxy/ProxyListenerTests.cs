using System.Net;
using System.Text;
using Google.Protobuf;
using Loquat.Realtime;
using Loquat.Testing;
using Microsoft.Extensions.Options;
using Wire = Loquat.Server.Proxy.Wire;

namespace Loquat.Server.Tests.Proxy;

public sealed class ProxyListenerTests
{
    private const string Question = """{"client":"c","transport":"websocket","protocol":"json","encoding":"json","user":"1","method":"m","data":{"a": 1.50}}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Payloads_pass_as_they_were_written()
    {
        await using var server = await ProxyServer.StartAsync(FakeApp.Echo());

        using var answer = await PostAsync(server.Http1, "rpc", Question);

        Assert.Equal("""{"result":{"data":{"a": 1.50}}}""", await answer.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task The_applications_own_listener_knows_nothing_of_the_proxy()
    {
        await using var server = await ProxyServer.StartAsync(FakeApp.Echo());
        using var own = new HttpClient { BaseAddress = server.Own };

        using var answer = await PostAsync(own, "rpc", Question);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("own", await own.GetStringAsync(ProxyServer.OwnPage, Stop).Within("an answer"));
    }

    [Fact]
    public async Task The_proxys_listener_knows_nothing_of_the_application()
    {
        await using var server = await ProxyServer.StartAsync(FakeApp.Echo());

        using var answer = await server.Http1.GetAsync(ProxyServer.OwnPage, Stop).Within("an answer");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Who_does_not_know_the_secret_gets_no_answer()
    {
        await using var server = await ProxyServer.StartAsync(FakeApp.Echo(), null, ("Proxy:Secret", "open sesame"));
        var grpcQuestion = GrpcAnswer.Prefixed(new Wire.RPCRequest { Method = "m" }.ToByteArray());
        var secret = new Dictionary<string, string> { ["x-proxy-secret"] = "open sesame" };

        using var refused = await PostAsync(server.Http1, "rpc", Question);
        var grpcRefused = await GrpcAnswer.CallAsync(server.Http2, "RPC", new ByteArrayContent(grpcQuestion));
        var grpcAllowed = await GrpcAnswer.CallAsync(server.Http2, "RPC", new ByteArrayContent(grpcQuestion), secret);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(("16", "0"), (grpcRefused.Status, grpcAllowed.Status));
    }

    [Fact]
    public async Task The_application_does_not_see_the_secret()
    {
        var headers = new TaskCompletionSource<IReadOnlyDictionary<string, string>>();
        var app = new FakeApp((rpc, _) =>
        {
            headers.SetResult(rpc.Connection.Request.Headers);
            return Task.FromResult<RpcAnswer>(new RpcAnswer.Result(default));
        });
        await using var server = await ProxyServer.StartAsync(app, null, ("Proxy:Secret", "open sesame"));
        server.Http1.DefaultRequestHeaders.Add("X-Proxy-Secret", "open sesame");
        server.Http1.DefaultRequestHeaders.Add("Cookie", "sid=alice");

        using var answer = await PostAsync(server.Http1, "rpc", Question);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(new Dictionary<string, string> { ["cookie"] = "sid=alice" }, await headers.Task);
    }

    [Fact]
    public async Task A_page_from_elsewhere_that_found_a_name_for_this_machine_gets_no_answer()
    {
        await using var server = await ProxyServer.StartAsync(FakeApp.Echo());
        server.Http1.DefaultRequestHeaders.Host = "evil.example";

        using var answer = await PostAsync(server.Http1, "rpc", Question);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_listener_that_others_can_reach_needs_a_secret()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => ProxyServer.StartAsync(FakeApp.Echo(), null, ("Proxy:Urls", "http://0.0.0.0:0")));

        Assert.Contains("Proxy:Secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://127.0.0.1:1")]
    [InlineData("http://backend:1")]
    [InlineData("http://127.0.0.1:1/path")]
    [InlineData("10001")]
    public async Task An_address_that_cannot_be_listened_on_is_named(string url)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => ProxyServer.StartAsync(FakeApp.Echo(), null, ("Proxy:Urls", url)));

        Assert.Contains(url, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("""{"client":1}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"b64data":"%"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"new field":1,"user":null}""", HttpStatusCode.OK)]
    public async Task A_question_that_does_not_decode_is_a_bad_request(string body, HttpStatusCode status)
    {
        await using var server = await ProxyServer.StartAsync(FakeApp.Echo());

        using var answer = await PostAsync(server.Http1, "rpc", body);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_question_that_a_form_could_ask_is_refused()
    {
        await using var server = await ProxyServer.StartAsync(FakeApp.Echo());

        using var answer = await server.Http1.PostAsync("/centrifugo/rpc", new StringContent(Question, Encoding.UTF8, "text/plain"), Stop).Within("an answer");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task A_longer_question_than_allowed_is_refused()
    {
        await using var server = await ProxyServer.StartAsync(FakeApp.Echo(), null, ("Proxy:MaxRequestBytes", "1024"));

        using var answer = await PostAsync(server.Http1, "rpc", $$"""{"data":"{{new string('x', 1024)}}"}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task An_application_that_takes_too_long_is_cancelled()
    {
        var clock = new ManualClock();
        var asked = new TaskCompletionSource();
        var app = new FakeApp(async (_, cancellationToken) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken);
            throw new InvalidOperationException();
        });
        await using var server = await ProxyServer.StartAsync(app, clock, ("Proxy:Timeout", "00:00:02"));

        var call = PostAsync(server.Http1, "rpc", Question);
        await asked.Task.Within("the question");
        clock.Advance(TimeSpan.FromSeconds(2));

        using var answer = await call;
        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
    }

    /// <summary>Centrifugo takes an empty answer to these for a yes.</summary>
    [Theory]
    [InlineData("subscribe")]
    [InlineData("publish")]
    public async Task Having_no_opinion_allows_nothing(string what)
    {
        await using var server = await ProxyServer.StartAsync(FakeApp.Echo());

        using var answer = await PostAsync(server.Http1, what, """{"user":"1","channel":"c","data":{}}""");

        Assert.Equal("""{"error":{"code":103,"message":"permission denied"}}""", await answer.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task Having_no_opinion_on_who_connects_leaves_it_to_centrifugo()
    {
        await using var server = await ProxyServer.StartAsync(FakeApp.Echo());

        using var answer = await PostAsync(server.Http1, "connect", """{"client":"c"}""");

        Assert.Equal("{}", await answer.Content.ReadAsStringAsync(Stop));
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string what, string body) =>
        http.PostAsync($"/centrifugo/{what}", new StringContent(body, Encoding.UTF8, "application/json"), Stop).Within("an answer");
}
