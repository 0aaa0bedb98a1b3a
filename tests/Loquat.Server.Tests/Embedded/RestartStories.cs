using Loquat.Chat.Seeding;
using Loquat.Protocol;
using Loquat.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Server.Tests.Embedded;

public sealed class RestartOnSqlite : RestartStories
{
    protected override Task<string?> ConnectionStringAsync() => Task.FromResult<string?>(null);
}

public sealed class RestartOnPostgres(PostgresServer postgres) : RestartStories
{
    protected override async Task<string?> ConnectionStringAsync() => await postgres.CreateDatabaseAsync();
}

/// <summary>What a process forgets, the log remembers.</summary>
public abstract class RestartStories
{
    private const int Missed = 1_000;

    protected abstract Task<string?> ConnectionStringAsync();

    [Fact]
    public async Task Who_comes_back_after_a_restart_gets_exactly_what_was_missed()
    {
        await using var server = await LoquatServer.StartAsync(await ConnectionStringAsync());
        var bearer = await server.BearerOfAsync("bill");
        StreamPosition seen;
        await using (var bill = await Guest.ConnectAsync(server.WebSocketUrl, bearer, followsThreads: true))
            seen = bill.Client.Connected.Subscriptions!["thread:1"].Position;
        await SayAsync(server, "before");

        await server.RestartAsync();
        await SayAsync(server, "after");
        var had = new Dictionary<string, SubscribeRequest> { ["thread:1"] = new() { Recover = true, Position = seen } };
        await using var back = await Guest.ConnectAsync(server.WebSocketUrl, bearer, followsThreads: true, had: had);

        var thread = back.Client.Connected.Subscriptions!["thread:1"];
        Assert.True(thread.Recovered);
        Assert.Equal([seen.Offset + 1, seen.Offset + 2], thread.Publications.Select(publication => publication.Offset));
        Assert.Equal(
            ["before", "after"],
            thread.Publications.Select(it => Guest.Parse(System.Text.Encoding.UTF8.GetString(it.Data.Span)).GetProperty("message").GetProperty("text").GetString()));
        await SayAsync(server, "live");
        Push.Pub live;
        do
            live = Assert.IsType<Push.Pub>(await back.Client.NextPushAsync());
        while (live.Channel != "thread:1");
        Assert.Equal(seen.Offset + 3, live.Publication.Offset);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_was_away_for_a_thousand_events_gets_each_of_them_once_and_in_order(bool bySubscribing)
    {
        await using var server = await LoquatServer.StartAsync(await ConnectionStringAsync());
        var bearer = await server.BearerOfAsync("bill");
        StreamPosition seen;
        await using (var bill = await Guest.ConnectAsync(server.WebSocketUrl, bearer, followsThreads: true))
            seen = bill.Client.Connected.Subscriptions!["thread:1"].Position;
        await SeedAsync(server, Missed);

        await server.RestartAsync();
        var wish = new SubscribeRequest { Channel = "thread:1", Recover = true, Position = seen };
        var had = new Dictionary<string, SubscribeRequest> { ["thread:1"] = wish };
        await using var back = await Guest.ConnectAsync(server.WebSocketUrl, bearer, followsThreads: !bySubscribing, had: had);
        var thread = bySubscribing ? await back.Client.SubscribeAsync(wish) : back.Client.Connected.Subscriptions!["thread:1"];
        await SayAsync(server, "live");

        Assert.True(thread.Recovered);
        Assert.Equal(seen, thread.Position);
        var offsets = thread.Publications.Select(publication => publication.Offset).ToList();
        Assert.InRange(offsets.Count, 1, Missed - 1);
        while (offsets.Count <= Missed)
        {
            if (await back.NextAsync() is { Channel: "thread:1", Offset: var offset })
                offsets.Add(offset);
        }
        Assert.Equal(Enumerable.Range(1, Missed + 1).Select(i => seen.Offset + (ulong)i), offsets);
    }

    private static async Task SeedAsync(LoquatServer server, int count)
    {
        await using var scope = server.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SeedMessages>().ExecuteAsync([1], count, seed: 1, progress: null, CancellationToken.None);
    }

    private static async Task SayAsync(LoquatServer server, string text)
    {
        await using var john = await server.ConnectAsync("john");
        await john.CallAsync("thread:publish", $$"""{"id":1,"message":"{{text}}"}""");
    }
}
