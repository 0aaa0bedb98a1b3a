namespace Loquat.Realtime.Tests.Sessions;

/// <summary>Section 9: what options add to a connection.</summary>
public class ConnectOptionsTests
{
    [Fact]
    public async Task A_user_has_their_own_channel_and_nobody_has_none()
    {
        await using var server = new TestServer(options =>
        {
            (options.PersonalChannel.Enabled, options.PersonalChannel.Namespace) = (true, "open");
            options.AllowAnonymousConnectWithoutToken = true;
        });
        var nobody = server.Open("nobody");

        await server.ConnectByTokenAsync("alice", """{"sub":"alice"}""", """ "subs":{"open:#alice":{}},""");
        await nobody.Sends("""{"id":1,"connect":{}}""");

        await nobody.Hears("""{"id":1,"connect":{"client":"$nobody","version":"test","ping":25,"pong":true}}""");
    }

    [Fact]
    public async Task A_single_connection_ends_the_ones_before_it()
    {
        await using var server = new TestServer(options => (options.PersonalChannel.Enabled, options.PersonalChannel.SingleConnection) = (true, true));
        var first = await server.ConnectByTokenAsync("alice", """{"sub":"alice"}""", """ "subs":{"#alice":{}},""");
        var bob = await server.ConnectByTokenAsync("bob", """{"sub":"bob"}""", """ "subs":{"#bob":{}},""");

        var second = await server.ConnectByTokenAsync("alice", """{"sub":"alice"}""", """ "subs":{"#alice":{}},""");

        await first.IsClosedWith(3504);
        await second.HearsNothingMore();
        await bob.HearsNothingMore();
    }

    [Fact]
    public async Task The_connect_reply_can_tell_the_time()
    {
        await using var server = new TestServer(options => options.IncludeServerTime = true);

        await server.ConnectByTokenAsync("alice", """{"sub":"alice"}""", $"\"time\":{server.Clock.GetUtcNow().ToUnixTimeMilliseconds()},");
    }

    [Fact]
    public async Task The_engine_answers_pings_itself_where_it_has_a_method_for_them()
    {
        await using var server = new TestServer(options => options.PingMethod = "ping");
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes("""{"id":2,"rpc":{"method":"ping","data":{"x":1}}}""", """{"id":2,"rpc":{}}""");
        await alice.Subscribes("""{"id":3,"rpc":{"method":"other","data":{"x":1}}}""", """{"id":3,"rpc":{"data":{"x":1}}}""");
    }

    [Fact]
    public async Task A_token_does_not_open_what_the_client_asks_for_beside_it()
    {
        await using var server = new TestServer();
        var alice = server.Open("alice");
        var unknown = server.Open();
        var token = server.Token("""{"sub":"alice"}""");

        await alice.Sends($$$"""{"id":1,"connect":{"token":"{{{token}}}","subs":{"open:1":{},"locked:1":{},"$open:1":{},"dialog:a#bob":{}} } }""");
        await unknown.Sends($$$"""{"id":1,"connect":{"token":"{{{token}}}","subs":{"nope:1":{}} } }""");

        await alice.Hears("""{"id":1,"connect":{"client":"$alice","version":"test","subs":{"open:1":{}},"ping":25,"pong":true}}""");
        await unknown.IsClosedWith(3501);
    }
}
