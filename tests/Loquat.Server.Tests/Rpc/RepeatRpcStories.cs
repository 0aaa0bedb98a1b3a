using Loquat.Protocol;
using Loquat.Realtime;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Server.Tests.Rpc;

public sealed class RepeatRpcOnSqlite(DemoOnSqlite demo) : RepeatRpcStories(demo), IClassFixture<DemoOnSqlite>;

public sealed class RepeatRpcOnPostgres(DemoOnPostgres demo) : RepeatRpcStories(demo), IClassFixture<DemoOnPostgres>;

/// <summary>A repeated call finds the first one's answer, and is no way back into a room that one has left.</summary>
public abstract class RepeatRpcStories(DemoServer demo)
{
    private static readonly ProtocolError NotFound = new(404, "Not found");

    [Fact]
    public async Task Who_has_left_a_private_room_does_not_come_back_by_creating_it_once_more()
    {
        await using var john = await demo.Server.ConnectAsync("john", followsThreads: true);
        var (room, create) = await LeftByJohnAsync(john, "created");

        var refusal = await john.RefusalOfAsync("thread:create", create);

        Assert.Equal(NotFound, refusal);
        Assert.DoesNotContain($"thread:{room}", ChannelsOfJohn());
    }

    [Fact]
    public async Task Who_has_left_a_private_room_learns_nothing_of_it_from_a_message_that_is_sent_once_more()
    {
        await using var john = await demo.Server.ConnectAsync("john", followsThreads: true);
        await using var bill = await demo.Server.ConnectAsync("bill");
        var (room, _) = await LeftByJohnAsync(john, "said", message: "I was here");
        await bill.CallAsync("thread:rename", $$"""{"id":{{room}},"name":"Without John"}""");

        var refusal = await john.RefusalOfAsync("thread:publish", $$"""{"id":{{room}},"message":"I was here","clientId":"said-message"}""");

        Assert.Equal(NotFound, refusal);
    }

    /// <summary>A private room that John made, gave to Bill, and left.</summary>
    private static async Task<(long Room, string Create)> LeftByJohnAsync(Guest john, string key, string message = "x")
    {
        var create = $$"""{"name":"Secret","private":true,"clientId":"{{key}}"}""";
        var room = (await john.CallAsync("thread:create", create)).GetProperty("thread").GetProperty("id").GetInt64();
        await john.CallAsync("thread:publish", $$"""{"id":{{room}},"message":"{{message}}","clientId":"{{key}}-message"}""");
        await john.CallAsync("thread:invite", $$"""{"id":{{room}},"user":2}""");
        await john.CallAsync("thread:role", $$"""{"id":{{room}},"user":2,"role":"owner"}""");
        await john.CallAsync("thread:leave", $$"""{"id":{{room}}}""");
        Push left;
        do
            left = await john.Client.NextPushAsync();
        while (left is not Push.Unsubscribe);
        return (room, create);
    }

    private IEnumerable<string> ChannelsOfJohn() =>
        demo.Server.Services.GetRequiredService<Engine>().Users.ConnectionsOf("1").SelectMany(session => session.Channels);
}
