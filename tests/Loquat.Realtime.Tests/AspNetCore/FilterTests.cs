using System.Text.Json;
using Loquat.Protocol;
using Loquat.Realtime.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Realtime.Tests.AspNetCore;

public sealed class FilterTests
{
    private sealed record User(string Name);

    private sealed class Tokens
    {
        private readonly Dictionary<string, User> _users = new() { ["secret"] = new User("john") };

        public User? Find(ReadOnlyMemory<byte> data)
        {
            if (data.IsEmpty)
                return null;

            using var json = JsonDocument.Parse(data);
            return json.RootElement.TryGetProperty("authToken", out var token) ? _users.GetValueOrDefault(token.GetString() ?? "") : null;
        }
    }

    /// <summary>The interceptor of the tutorial: one class around both.</summary>
    private sealed class Authenticate(Tokens tokens) : IRpcFilter, IConnectFilter
    {
        private static readonly ProtocolError Unauthorized = new(403, "Unauthorized");

        public ValueTask<RpcAnswer> InvokeAsync(RpcContext context, RpcNext next)
        {
            if (tokens.Find(context.Data) is not { } user)
                return ValueTask.FromResult<RpcAnswer>(new RpcAnswer.Refused(Unauthorized));
            context.Features.Set(user);
            return next(context);
        }

        public ValueTask<ConnectAnswer> InvokeAsync(ConnectContext context, ConnectNext next)
        {
            if (tokens.Find(context.Request.Data) is not { } user)
                return ValueTask.FromResult<ConnectAnswer>(new ConnectAnswer.Refused(Unauthorized));
            context.Features.Set(user);
            return next(context);
        }
    }

    private abstract class Brackets(string open, string close) : IRpcFilter
    {
        public async ValueTask<RpcAnswer> InvokeAsync(RpcContext context, RpcNext next)
        {
            var inner = Assert.IsType<RpcAnswer.Result>(await next(context));
            return new RpcAnswer.Result((byte[])[(byte)open[0], .. inner.Data.Span, (byte)close[0]]);
        }
    }

    private sealed class Round() : Brackets("(", ")");

    private sealed class Square() : Brackets("[", "]");

    private sealed class Homeless(IComparer<int> missing) : IRpcFilter
    {
        public ValueTask<RpcAnswer> InvokeAsync(RpcContext context, RpcNext next) => missing is null ? default : next(context);
    }

    private static HandlerHost Authenticated(Action<Microsoft.AspNetCore.Builder.WebApplication> map) => new(
        app =>
        {
            app.UseRealtimeFilter<Authenticate>();
            map(app);
        },
        services => services.AddSingleton<Tokens>());

    [Fact]
    public async Task A_filter_can_answer_in_place_of_every_handler_behind_it()
    {
        await using var host = Authenticated(app => app.MapRpc("a", () => 1).MapRpcFallback(() => 2).OnConnect(() => new ConnectAnswer.Accepted("x")));

        Assert.Equal(new ProtocolError(403, "Unauthorized"), await host.RefusalOfAsync("a", "{}"));
        Assert.Equal(new ProtocolError(403, "Unauthorized"), await host.RefusalOfAsync("unknown"));
        Assert.Equal(403u, Assert.IsType<ConnectAnswer.Refused>(await host.ConnectAsync()).Error.Code);
    }

    [Fact]
    public async Task What_a_filter_found_out_reaches_the_handler()
    {
        const string Token = """{"authToken":"secret"}""";
        await using var host = Authenticated(app => app
            .MapRpc("whoami", ([FromFeatures] User user) => user.Name)
            .OnConnect(([FromFeatures] User user) => new ConnectAnswer.Accepted(user.Name)));

        Assert.Equal("\"john\"", await host.ResultOfAsync("whoami", Token));
        Assert.Equal("john", Assert.IsType<ConnectAnswer.Accepted>(await host.ConnectAsync(Token)).User);
    }

    [Fact]
    public async Task A_feature_that_no_filter_has_set_is_an_error_that_names_the_parameter()
    {
        await using var host = new HandlerHost(app => app.MapRpc("whoami", ([FromFeatures] User user) => user.Name));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.RpcAsync("whoami"));
        Assert.Equal("No filter has set the feature for parameter 'user'.", exception.Message);
    }

    [Fact]
    public async Task The_filter_that_was_added_first_is_outermost()
    {
        await using var host = new HandlerHost(app => app.UseRealtimeFilter<Round>().UseRealtimeFilter<Square>().MapRpc("a", () => 1));

        Assert.Equal("([1])", await host.ResultOfAsync("a"));
    }

    [Fact]
    public void A_filter_that_cannot_be_made_is_refused_before_the_application_starts()
    {
        Assert.Equal(
            "Filter Homeless: parameter 'missing' of type IComparer`1 is not a registered service.",
            Assert.Throws<InvalidOperationException>(() => new HandlerHost(app => app.UseRealtimeFilter<Homeless>())).Message);
        Assert.Equal(
            "User is neither an IRpcFilter nor an IConnectFilter.",
            Assert.Throws<InvalidOperationException>(() => new HandlerHost(app => app.UseRealtimeFilter<User>())).Message);
    }
}
