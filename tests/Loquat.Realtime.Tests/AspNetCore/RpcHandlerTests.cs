using Loquat.Protocol;
using Loquat.Realtime.AspNetCore;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Realtime.Tests.AspNetCore;

public sealed class RpcHandlerTests
{
    private sealed record HistoryRequest(int Id, string? Before = null);

    private sealed record Nested(HistoryRequest Inner);

    private sealed class Clock
    {
        public string Now { get; } = "noon";
    }

    private sealed class PerCall : IAsyncDisposable
    {
        public static readonly AsyncLocal<List<PerCall>?> Disposed = new();

        public ValueTask DisposeAsync()
        {
            Disposed.Value?.Add(this);
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task A_handler_gets_its_request_its_services_and_the_call_itself()
    {
        await using var host = new HandlerHost(
            app => app.MapRpc("thread:history", (HistoryRequest request, Clock clock, RpcContext rpc, IConnection connection, ReadOnlyMemory<byte> raw, CancellationToken stop) =>
                new { request.Id, clock.Now, rpc.Method, connection.User, raw.Length, stop.CanBeCanceled }),
            services => services.AddSingleton<Clock>());

        Assert.Equal(
            """{"id":7,"now":"noon","method":"thread:history","user":"alice","length":8,"canBeCanceled":true}""",
            await host.ResultOfAsync("thread:history", """{"id":7}"""));
    }

    [Fact]
    public async Task Whatever_a_handler_returns_becomes_the_answer()
    {
        byte[] bytes = [1, 2, 3];
        await using var host = new HandlerHost(app => app
            .MapRpc("value", () => new { A = 1 })
            .MapRpc("task", () => Task.FromResult(new { A = 1 }))
            .MapRpc("value task", () => ValueTask.FromResult(new { A = 1 }))
            .MapRpc("later", async () => { await Task.Yield(); return new { A = 1 }; })
            .MapRpc("null", () => (string?)null)
            .MapRpc("nothing", () => { })
            .MapRpc("no task value", () => Task.CompletedTask)
            .MapRpc("no value task value", () => ValueTask.CompletedTask)
            .MapRpc("bytes", () => new ReadOnlyMemory<byte>(bytes))
            .MapRpc("error", () => new ProtocolError(403, "Unauthorized"))
            .MapRpc("disconnect", () => Disconnect.ForceDisconnect)
            .MapRpc("answer", () => Task.FromResult<RpcAnswer>(new RpcAnswer.Refused(new ProtocolError(1000, "no"))))
            .MapRpc("hidden answer", () => (object)new RpcAnswer.Refused(new ProtocolError(1000, "no"))));

        foreach (var method in (string[])["value", "task", "value task", "later"])
            Assert.Equal("""{"a":1}""", await host.ResultOfAsync(method));
        foreach (var method in (string[])["nothing", "no task value", "no value task value"])
            Assert.Equal("", await host.ResultOfAsync(method));
        Assert.Equal("null", await host.ResultOfAsync("null"));
        Assert.Equal("\u0001\u0002\u0003", await host.ResultOfAsync("bytes"));
        Assert.Equal(403u, (await host.RefusalOfAsync("error")).Code);
        Assert.Equal(Disconnect.ForceDisconnect, Assert.IsType<RpcAnswer.Closed>(await host.RpcAsync("disconnect")).Disconnect);
        Assert.Equal(1000u, (await host.RefusalOfAsync("answer")).Code);
        Assert.Equal(1000u, (await host.RefusalOfAsync("hidden answer")).Code);
    }

    [Theory]
    [InlineData("", "data is missing")]
    [InlineData("null", "data is null")]
    [InlineData("{}", "field 'id' is missing")]
    [InlineData("""{"ID":7}""", "field 'id' is missing")]
    [InlineData("""{"id":"seven"}""", "field 'id' is not valid")]
    [InlineData("""{"id":null}""", "field 'id' is not valid")]
    [InlineData("[7]", "data is not valid")]
    [InlineData("{", "data is not valid")]
    [InlineData("""{"\ud83d":7}""", "data is not valid")]
    public async Task Data_that_cannot_be_read_is_refused_by_the_name_of_the_field(string data, string message)
    {
        await using var host = new HandlerHost(app => app.MapRpc("thread:history", (HistoryRequest request) => request.Id));

        Assert.Equal(new ProtocolError(400, message), await host.RefusalOfAsync("thread:history", data));
    }

    [Fact]
    public async Task A_field_deep_in_the_data_is_named_by_its_path()
    {
        await using var host = new HandlerHost(app => app.MapRpc("nested", (Nested request) => request.Inner.Id));

        Assert.Equal("field 'inner.id' is not valid", (await host.RefusalOfAsync("nested", """{"inner":{"id":"x"}}""")).Message);
    }

    [Fact]
    public async Task The_code_for_unreadable_data_can_be_chosen()
    {
        await using var host = new HandlerHost(
            app => app.MapRpc("thread:history", (HistoryRequest request) => request.Id),
            services => services.Configure<HandlerOptions>(options => options.InvalidDataCode = ProtocolError.BadRequest.Code));

        Assert.Equal(107u, (await host.RefusalOfAsync("thread:history", "{}")).Code);
    }

    [Fact]
    public async Task A_nullable_request_may_be_left_out()
    {
        await using var host = new HandlerHost(app => app.MapRpc("list", (HistoryRequest? request) => request is null ? "all" : "one"));

        Assert.Equal("\"all\"", await host.ResultOfAsync("list"));
        Assert.Equal("\"all\"", await host.ResultOfAsync("list", "null"));
        Assert.Equal("\"one\"", await host.ResultOfAsync("list", """{"id":1}"""));
    }

    [Fact]
    public async Task Each_call_has_services_of_its_own_that_end_with_it()
    {
        var disposed = PerCall.Disposed.Value = [];
        var seen = new List<PerCall>();
        await using var host = new HandlerHost(
            app => app.MapRpc("call", (PerCall one, PerCall same) => { Assert.Same(one, same); seen.Add(one); }),
            services => services.AddScoped<PerCall>());

        await host.RpcAsync("call");
        await host.RpcAsync("call");

        Assert.Equal(2, seen.Distinct().Count());
        Assert.Equal(seen, disposed);
    }

    [Fact]
    public async Task Services_can_be_asked_for_by_key_and_left_out_when_optional()
    {
        await using var host = new HandlerHost(
            app => app.MapRpc("keyed", ([FromKeyedServices("wall")] Clock clock, [FromServices] PerCall? missing = null) => $"{clock.Now} {missing is null}"),
            services => services.AddKeyedSingleton<Clock>("wall"));

        Assert.Equal("\"noon True\"", await host.ResultOfAsync("keyed"));
    }

    [Fact]
    public async Task A_method_that_nobody_mapped_is_not_found_or_not_available_or_the_fallbacks()
    {
        await using var nothing = new HandlerHost(_ => { });
        await using var something = new HandlerHost(app => app.MapRpc("a", () => 1));
        await using var fallback = new HandlerHost(app => app.MapRpc("a", () => 1).MapRpcFallback((RpcContext rpc) => rpc.Method));

        Assert.Equal(ProtocolError.NotAvailable, await nothing.RefusalOfAsync("b"));
        Assert.Equal(ProtocolError.MethodNotFound, await something.RefusalOfAsync("b"));
        Assert.Equal("\"b\"", await fallback.ResultOfAsync("b"));
    }

    [Fact]
    public async Task An_exception_of_a_handler_reaches_the_engine()
    {
        await using var host = new HandlerHost(app => app.MapRpc("broken", () => { throw new TimeoutException(); }));

        await Assert.ThrowsAsync<TimeoutException>(() => host.RpcAsync("broken"));
    }

    public static TheoryData<Delegate, string> Unbindable => new()
    {
        { (IComparer<int> missing) => 1, "RPC 'm': parameter 'missing' of type IComparer`1 is neither a registered service nor a type that the client's data can be read into." },
        { (int id) => 1, "RPC 'm': parameter 'id' of type Int32 is neither a registered service nor a type that the client's data can be read into." },
        { (Guid id) => 1, "RPC 'm': parameter 'id' of type Guid is neither a registered service nor a type that the client's data can be read into." },
        { (string id) => 1, "RPC 'm': parameter 'id' of type String is neither a registered service nor a type that the client's data can be read into." },
        { (HistoryRequest one, Nested two) => 1, "RPC 'm': parameter 'two' of type Nested cannot be bound: the client's data already goes into 'one'." },
        { ([FromServices] Clock clock) => 1, "RPC 'm': parameter 'clock' of type Clock is not a registered service." },
        { ([FromKeyedServices("wall")] Clock clock) => 1, "RPC 'm': parameter 'clock' of type Clock is not a registered service." },
        { ([FromFeatures] int number) => 1, "RPC 'm': parameter 'number' of type Int32 cannot come from the features, which hold classes only." },
        { (ConnectContext connect) => 1, "RPC 'm': parameter 'connect' of type ConnectContext is neither a registered service nor a type that the client's data can be read into." },
    };

    [Theory]
    [MemberData(nameof(Unbindable), DisableDiscoveryEnumeration = true)]
    public void A_parameter_that_cannot_be_bound_is_named_before_the_application_starts(Delegate handler, string message)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => new HandlerHost(app => app.MapRpc("m", handler)));

        Assert.Equal(message, exception.Message);
    }

    [Fact]
    public async Task Mapping_is_done_once_for_each_method_and_before_the_first_call()
    {
        var twice = Assert.Throws<InvalidOperationException>(() => new HandlerHost(app => app.MapRpc("m", () => 1).MapRpc("m", () => 2)));
        Assert.Equal("RPC 'm' is mapped twice.", twice.Message);

        Microsoft.AspNetCore.Builder.WebApplication? mapped = null;
        await using var host = new HandlerHost(app => mapped = app);
        await host.RpcAsync("m");
        Assert.Throws<InvalidOperationException>(() => mapped!.MapRpc("m", () => 1));
    }
}
