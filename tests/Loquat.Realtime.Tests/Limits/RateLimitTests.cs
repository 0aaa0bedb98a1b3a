using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Realtime.Tests.Limits;

public class RateLimitTests
{
    private const string TooMany = """{"id":2,"error":{"code":111,"message":"too many requests","temporary":true}}""";

    [Fact]
    public async Task A_connection_that_sends_too_fast_is_refused_until_time_has_passed()
    {
        await using var server = new TestServer(options => options.ConnectionRates.ByCommand[CommandKind.Publish] = [Limit(2, seconds: 10)]);
        var alice = await server.ConnectAsync("alice");

        await PublishesAsync(alice);
        await PublishesAsync(alice);
        await IsRefusedAsync(alice);
        server.Clock.Advance(TimeSpan.FromSeconds(4.9));
        await IsRefusedAsync(alice);
        server.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await PublishesAsync(alice);
        await IsRefusedAsync(alice);
    }

    [Fact]
    public async Task Other_commands_and_other_connections_are_not_concerned()
    {
        await using var server = new TestServer(options => options.ConnectionRates.ByCommand[CommandKind.Publish] = [Limit(1, seconds: 10)]);
        var alice = await server.ConnectAsync("alice");
        var bob = await server.ConnectAsync("bob");
        await PublishesAsync(alice);
        await IsRefusedAsync(alice);

        await alice.HearsNothingMore();
        await PublishesAsync(bob);
    }

    [Fact]
    public async Task Of_several_limits_all_hold()
    {
        await using var server = new TestServer(options =>
            options.ConnectionRates.ByCommand[CommandKind.Publish] = [Limit(2, seconds: 1), Limit(3, seconds: 100)]);
        var alice = await server.ConnectAsync("alice");
        await PublishesAsync(alice);
        await PublishesAsync(alice);
        await IsRefusedAsync(alice);

        server.Clock.Advance(TimeSpan.FromSeconds(2));
        await PublishesAsync(alice);
        await IsRefusedAsync(alice);
    }

    [Fact]
    public async Task The_total_counts_every_command_and_a_method_has_its_own_limit()
    {
        await using var server = new TestServer(options =>
        {
            options.ConnectionRates.Total = [Limit(3, seconds: 100)];
            options.ConnectionRates.ByMethod["slow"] = [Limit(1, seconds: 100)];
        });
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes("""{"id":2,"rpc":{"method":"slow","data":1}}""", """{"id":2,"rpc":{"data":1}}""");
        await alice.Subscribes("""{"id":2,"rpc":{"method":"slow","data":1}}""", TooMany);
        await alice.Subscribes("""{"id":2,"rpc":{"method":"other","data":1}}""", """{"id":2,"rpc":{"data":1}}""");
        await PublishesAsync(alice);
        await IsRefusedAsync(alice);
    }

    [Fact]
    public async Task All_connections_of_a_user_share_the_users_limit_and_new_ones_do_not_refill_it()
    {
        await using var server = new TestServer(options => options.UserRates.ByCommand[CommandKind.Publish] = [Limit(2, seconds: 60)]);
        var one = await server.ConnectAsync("alice");
        var two = await server.ConnectAsync("alice");
        var bob = await server.ConnectAsync("bob");

        await PublishesAsync(one);
        await PublishesAsync(two);
        await IsRefusedAsync(one);
        await one.HangsUp();
        await two.HangsUp();
        await IsRefusedAsync(await server.ConnectAsync("alice"));
        await PublishesAsync(bob);
    }

    [Fact]
    public async Task A_user_who_connects_too_often_has_to_wait()
    {
        await using var server = new TestServer(options => options.UserRates.ByCommand[CommandKind.Connect] = [Limit(1, seconds: 10)]);
        await server.ConnectAsync("alice");
        var again = server.Open("alice");

        await again.Sends("""{"id":2,"connect":{"data":"alice"}}""");

        await again.Hears(TooMany);
        await server.ConnectAsync("bob");
        server.Clock.Advance(TimeSpan.FromSeconds(10));
        await server.ConnectAsync("alice");
    }

    [Fact]
    public async Task Who_does_not_stop_is_closed()
    {
        await using var server = new TestServer(options =>
        {
            options.ConnectionRates.Total = [Limit(1, seconds: 1000)];
            options.RefusalLimit = 3;
        });
        var alice = await server.ConnectAsync("alice");
        await PublishesAsync(alice);

        await IsRefusedAsync(alice);
        await IsRefusedAsync(alice);
        await alice.Sends("""{"id":2,"publish":{"channel":"open:1","data":1}}""");

        await alice.IsClosedWith(3013);
    }

    [Fact]
    public async Task Pongs_cost_nothing()
    {
        await using var server = new TestServer(options => options.ConnectionRates.Total = [Limit(1, seconds: 1000)]);
        var alice = await server.ConnectAsync("alice");

        for (var i = 0; i < 3; i++)
        {
            await alice.IsPinged();
            Assert.True(await alice.Sends("{}"));
        }

        await PublishesAsync(alice);
    }

    [Fact]
    public async Task This_many_connections_a_second_are_taken_and_no_more()
    {
        await using var server = new TestServer(options => options.ConnectionRateLimit = 2);
        server.Open();
        server.Open();

        Assert.Null(server.Engine.Accept(new RecordingTransport(WireEncoding.Json), ClientRequest.Empty));
        server.Clock.Advance(TimeSpan.FromSeconds(0.5));
        server.Open();
        Assert.Null(server.Engine.Accept(new RecordingTransport(WireEncoding.Json), ClientRequest.Empty));
    }

    [Fact]
    public async Task What_is_remembered_of_users_goes_when_it_says_nothing_any_more()
    {
        await using var server = new TestServer(options => options.UserRates.ByCommand[CommandKind.Publish] = [Limit(2, seconds: 100)]);
        var alice = await server.ConnectAsync("alice");
        await PublishesAsync(alice);
        await alice.HangsUp();
        Assert.Equal(1, server.Engine.RateLimitedUsers);

        for (var minute = 0; minute < 3; minute++)
        {
            server.Clock.Advance(TimeSpan.FromMinutes(1));
            await server.Engine.WorkDoneAsync().Within("the engine has swept");
        }

        Assert.Equal(0, server.Engine.RateLimitedUsers);
    }

    private static RateLimit Limit(int count, int seconds) => new() { Count = count, Interval = TimeSpan.FromSeconds(seconds) };

    private static Task PublishesAsync(TestClient client) =>
        client.Subscribes("""{"id":2,"publish":{"channel":"open:1","data":1}}""", """{"id":2,"publish":{}}""");

    private static Task IsRefusedAsync(TestClient client) => client.Subscribes("""{"id":2,"publish":{"channel":"open:1","data":1}}""", TooMany);
}
