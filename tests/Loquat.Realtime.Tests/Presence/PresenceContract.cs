using Loquat.Protocol;

namespace Loquat.Realtime.Tests.Presence;

/// <summary>What every presence promises. Each implementation runs all of it, against the real thing.</summary>
public abstract class PresenceContract
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected abstract IPresence CreatePresence();

    [Fact]
    public async Task Who_was_added_is_there_until_removed()
    {
        var presence = CreatePresence();

        await presence.AddAsync("room", new ClientInfo("alice", "c1") { ConnInfo = "1"u8.ToArray(), ChanInfo = "2"u8.ToArray() }, Stop);
        var there = await presence.GetAsync("room", Stop);
        await presence.RemoveAsync("room", "c1", Stop);

        var (client, info) = Assert.Single(there);
        Assert.Equal(("c1", "alice", "c1"), (client, info.User, info.Client));
        Assert.Equal("1"u8, info.ConnInfo.Span);
        Assert.Equal("2"u8, info.ChanInfo.Span);
        Assert.Empty(await presence.GetAsync("room", Stop));
    }

    [Fact]
    public async Task Adding_again_replaces()
    {
        var presence = CreatePresence();

        await presence.AddAsync("room", new ClientInfo("alice", "c1"), Stop);
        await presence.AddAsync("room", new ClientInfo("alicia", "c1"), Stop);

        Assert.Equal("alicia", Assert.Single(await presence.GetAsync("room", Stop)).Value.User);
        Assert.Equal(new PresenceStats(1, 1), await presence.StatsAsync("room", Stop));
    }

    [Fact]
    public async Task Stats_count_connections_and_different_users()
    {
        var presence = CreatePresence();

        await presence.AddAsync("room", new ClientInfo("alice", "c1"), Stop);
        await presence.AddAsync("room", new ClientInfo("alice", "c2"), Stop);
        await presence.AddAsync("room", new ClientInfo("bob", "c3"), Stop);
        Assert.Equal(new PresenceStats(3, 2), await presence.StatsAsync("room", Stop));

        await presence.RemoveAsync("room", "c1", Stop);
        Assert.Equal(new PresenceStats(2, 2), await presence.StatsAsync("room", Stop));
        await presence.RemoveAsync("room", "c2", Stop);
        Assert.Equal(new PresenceStats(1, 1), await presence.StatsAsync("room", Stop));
    }

    [Fact]
    public async Task Several_channels_are_asked_at_once_and_those_without_anybody_are_left_out()
    {
        var presence = CreatePresence();

        await presence.AddAsync("room", new ClientInfo("alice", "c1"), Stop);
        await presence.AddAsync("room", new ClientInfo("bob", "c2"), Stop);
        await presence.AddAsync("hall", new ClientInfo("alice", "c3"), Stop);
        await presence.AddAsync("yard", new ClientInfo("carol", "c4"), Stop);

        var found = await presence.GetAsync(["room", "hall", "nowhere"], Stop);

        Assert.Equal(["hall", "room"], found.Keys.Order());
        Assert.Equal(["c1", "c2"], found["room"].Select(info => info.Client).Order());
        Assert.Equal("c3", Assert.Single(found["hall"]).Client);
    }

    [Fact]
    public async Task Channels_know_nothing_of_each_other()
    {
        var presence = CreatePresence();

        await presence.AddAsync("room", new ClientInfo("alice", "c1"), Stop);

        Assert.Empty(await presence.GetAsync("another", Stop));
        Assert.Equal(default, await presence.StatsAsync("another", Stop));
    }

    [Fact]
    public async Task Removing_who_is_not_there_does_nothing()
    {
        var presence = CreatePresence();
        await presence.RemoveAsync("room", "c1", Stop);
        await presence.AddAsync("room", new ClientInfo("alice", "c1"), Stop);

        await presence.RemoveAsync("room", "c2", Stop);

        Assert.Single(await presence.GetAsync("room", Stop));
    }

    [Fact]
    public async Task A_channel_that_empties_and_fills_at_once_loses_nobody()
    {
        var presence = CreatePresence();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(one => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                await presence.AddAsync("room", new ClientInfo("user", $"c{one}"), Stop);
                Assert.Contains($"c{one}", (await presence.GetAsync("room", Stop)).Keys);
                await presence.RemoveAsync("room", $"c{one}", Stop);
            }
        }, Stop)));

        Assert.Empty(await presence.GetAsync("room", Stop));
    }
}
