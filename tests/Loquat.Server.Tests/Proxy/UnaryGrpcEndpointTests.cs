using System.Net;
using Google.Protobuf;
using Loquat.Server.Grpc;
using Loquat.Testing;
using Wire = Loquat.Server.Proxy.Wire;

namespace Loquat.Server.Tests.Proxy;

public sealed class UnaryGrpcEndpointTests
{
    private static readonly byte[] Question = new Wire.RPCRequest { Method = "echo", Data = ByteString.CopyFromUtf8("\"hello\"") }.ToByteArray();

    [Fact]
    public async Task A_message_may_come_in_any_number_of_frames()
    {
        await using var server = await ProxyServer.StartAsync(FakeApp.Echo());

        var answer = await GrpcAnswer.CallAsync(server.Http2, "RPC", new ByteByByte(GrpcAnswer.Prefixed(Question)));

        Assert.Equal("0", answer.Status);
        Assert.Equal("\"hello\"", Wire.RPCResponse.Parser.ParseFrom(answer.Payload).Result.Data.ToStringUtf8());
    }

    [Fact]
    public async Task A_longer_message_than_allowed_is_refused_by_its_prefix()
    {
        await using var server = await ProxyServer.StartAsync(FakeApp.Echo(), null, ("Proxy:MaxRequestBytes", "1024"));
        var announced = GrpcAnswer.Prefixed(new byte[1025])[..100];

        var answer = await GrpcAnswer.CallAsync(server.Http2, "RPC", new ByteArrayContent(announced));

        Assert.Equal(("8", true), (answer.Status, answer.TrailersOnly));
    }

    [Fact]
    public async Task A_message_of_exactly_the_limit_passes()
    {
        await using var server = await ProxyServer.StartAsync(FakeApp.Echo(), null, ("Proxy:MaxRequestBytes", "1024"));
        var filling = new Wire.RPCRequest { Data = ByteString.CopyFrom(new byte[1021]) }.ToByteArray();
        Assert.Equal(1024, filling.Length);

        var answer = await GrpcAnswer.CallAsync(server.Http2, "RPC", new ByteArrayContent(GrpcAnswer.Prefixed(filling)));

        Assert.Equal("0", answer.Status);
    }

    [Theory]
    [InlineData("compressed", "12")]
    [InlineData("incomplete", "13")]
    [InlineData("empty", "13")]
    [InlineData("two messages", "13")]
    [InlineData("not protobuf", "13")]
    public async Task A_body_that_is_not_one_plain_message_is_refused(string body, string status)
    {
        await using var server = await ProxyServer.StartAsync(FakeApp.Echo());
        var message = GrpcAnswer.Prefixed(Question);
        byte[] bytes = body switch
        {
            "compressed" => GrpcAnswer.Prefixed(Question, flag: 1),
            "incomplete" => message[..^1],
            "empty" => [],
            "two messages" => [.. message, .. message],
            _ => GrpcAnswer.Prefixed([0xFF, 0xFF, 0xFF]),
        };

        var answer = await GrpcAnswer.CallAsync(server.Http2, "RPC", new ByteArrayContent(bytes));

        Assert.Equal((status, true), (answer.Status, answer.TrailersOnly));
        Assert.Empty(answer.Body);
    }

    [Fact]
    public async Task Another_content_type_is_not_grpc()
    {
        await using var server = await ProxyServer.StartAsync(FakeApp.Echo());

        var answer = await GrpcAnswer.CallAsync(server.Http2, "RPC", new ByteArrayContent(GrpcAnswer.Prefixed(Question)), contentType: "application/json");

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, null), (answer.HttpStatus, answer.Status));
    }

    [Fact]
    public async Task Grpc_needs_http_2()
    {
        await using var server = await ProxyServer.StartAsync(FakeApp.Echo());

        var answer = await GrpcAnswer.CallAsync(server.Http1, "RPC", new ByteArrayContent(GrpcAnswer.Prefixed(Question)));

        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.HttpStatus);
    }

    [Theory]
    [InlineData("MapPublish")]
    [InlineData("SubscribeUnidirectional")]
    public async Task A_method_that_is_not_there_is_unimplemented(string method)
    {
        await using var server = await ProxyServer.StartAsync(FakeApp.Echo());

        var answer = await GrpcAnswer.CallAsync(server.Http2, method, new ByteArrayContent(GrpcAnswer.Prefixed(Question)));

        Assert.Equal((HttpStatusCode.OK, "12", true), (answer.HttpStatus, answer.Status, answer.TrailersOnly));
    }

    [Fact]
    public async Task When_the_deadline_passes_the_application_is_cancelled_and_the_caller_told()
    {
        var clock = new ManualClock();
        var asked = new TaskCompletionSource();
        var app = new FakeApp(async (_, cancellationToken) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken);
            throw new InvalidOperationException();
        });
        await using var server = await ProxyServer.StartAsync(app, clock);

        var call = GrpcAnswer.CallAsync(
            server.Http2, "RPC", new ByteArrayContent(GrpcAnswer.Prefixed(Question)), new Dictionary<string, string> { ["grpc-timeout"] = "250m" });
        await asked.Task.Within("the question");
        clock.Advance(TimeSpan.FromMilliseconds(249));
        Assert.False(call.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("4", (await call).Status);
    }

    [Fact]
    public async Task A_caller_that_leaves_cancels_the_application()
    {
        var asked = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        var app = new FakeApp(async (_, cancellationToken) =>
        {
            await using var registration = cancellationToken.Register(cancelled.SetResult);
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException();
        });
        await using var server = await ProxyServer.StartAsync(app);
        using var caller = new HttpClient { BaseAddress = server.Proxy, DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        var call = GrpcAnswer.CallAsync(caller, "RPC", new ByteArrayContent(GrpcAnswer.Prefixed(Question)));
        await asked.Task.Within("the question");
        caller.CancelPendingRequests();

        await cancelled.Task.Within("the cancellation");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.DoesNotContain(server.Log.Rest(), line => line.Event.Id == 5000);
    }

    [Fact]
    public async Task A_failing_application_is_logged_and_its_reason_kept_from_the_caller()
    {
        await using var server = await ProxyServer.StartAsync(new FakeApp((_, _) => throw new InvalidOperationException("secret detail")));

        var answer = await GrpcAnswer.CallAsync(server.Http2, "RPC", new ByteArrayContent(GrpcAnswer.Prefixed(Question)));

        Assert.Equal(("13", "Internal error.", true), (answer.Status, answer.Message, answer.TrailersOnly));
        await server.Log.NextAsync(5000);
    }

    [Theory]
    [InlineData("8H", 8 * 3600 * 1000)]
    [InlineData("2M", 120_000)]
    [InlineData("3S", 3000)]
    [InlineData("999m", 999)]
    [InlineData("1000u", 1)]
    [InlineData("1000000n", 1)]
    [InlineData("99999999H", 99_999_999L * 3600 * 1000)]
    public void A_timeout_is_a_number_with_a_unit(string text, long milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), GrpcHeaders.ParseTimeout(text));

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("-1S")]
    [InlineData("123456789S")]
    public void Anything_else_is_no_timeout(string text) => Assert.Null(GrpcHeaders.ParseTimeout(text));

    [Fact]
    public void Messages_are_percent_encoded_text()
    {
        const string text = "100 % é\n😀";

        var encoded = GrpcHeaders.EncodeMessage(text);

        Assert.Equal("100 %25 %C3%A9%0A%F0%9F%98%80", encoded);
        Assert.Equal(text, GrpcHeaders.DecodeMessage(encoded));
    }

    /// <summary>Flushes each byte, which makes each a DATA frame.</summary>
    private sealed class ByteByByte(byte[] bytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            foreach (var octet in bytes)
            {
                await stream.WriteAsync(new[] { octet });
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
