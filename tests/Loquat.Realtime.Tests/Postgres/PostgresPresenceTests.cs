using Loquat.Protocol;
using Loquat.Realtime.Tests.Presence;
using Loquat.Testing;

namespace Loquat.Realtime.Tests.Postgres;

public sealed class PostgresPresenceTests(PostgresServer postgres) : PresenceContract, IAsyncLifetime
{
    private static readonly TimeSpan NodeTimeout = TimeSpan.FromSeconds(15);

    private string _database = "";
    private TestNode? _node;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _node = await TestNode.StartAsync(_database = await postgres.CreateDatabaseAsync());

    public ValueTask DisposeAsync() => _node!.DisposeAsync();

    [Fact]
    public async Task Who_is_on_one_node_is_seen_on_the_other()
    {
        await using var other = await TestNode.StartAsync(_database);

        await other.Presence.AddAsync("room", new ClientInfo("alice", "c1"), Stop);
        await _node!.Presence.AddAsync("room", new ClientInfo("bob", "c2"), Stop);

        Assert.Equal(["c1", "c2"], (await _node.Presence.GetAsync("room", Stop)).Keys.Order());
        Assert.Equal(new PresenceStats(2, 2), await other.Presence.StatsAsync("room", Stop));
    }

    [Fact]
    public async Task Whoever_has_a_name_that_is_no_text_for_the_database_is_seen_like_others()
    {
        await _node!.Presence.AddAsync("room", new ClientInfo("al\0ice", "c1"), Stop);
        await _node.Presence.AddAsync("room", new ClientInfo("al\0ice", "c2"), Stop);
        await _node.Presence.AddAsync("room", new ClientInfo("b\0b", "c3"), Stop);

        Assert.Equal("al\0ice", (await _node.Presence.GetAsync("room", Stop))["c1"].User);
        Assert.Equal(new PresenceStats(3, 2), await _node.Presence.StatsAsync("room", Stop));
    }

    [Fact]
    public async Task The_presence_of_a_node_that_shows_no_sign_of_life_goes_and_that_of_others_stays()
    {
        await using var silent = await TestNode.StartAsync(_database);
        await using var alive = await TestNode.StartAsync(_database);
        await silent.Presence.AddAsync("room", new ClientInfo("alice", "c1"), Stop);
        await alive.Presence.AddAsync("room", new ClientInfo("bob", "c2"), Stop);
        await _node!.Presence.AddAsync("room", new ClientInfo("carol", "c3"), Stop);
        await LookAsync(alive);

        // The silent node's clock stands still: it is never due to say that it lives.
        for (var passed = TimeSpan.Zero; passed < NodeTimeout; passed += NodeTimeout / 3)
        {
            Assert.Equal(3, (await _node.Presence.GetAsync("room", Stop)).Count);
            _node.Clock.Advance(NodeTimeout / 3);
            await LookAsync(alive);
        }

        Assert.Equal(["c2", "c3"], (await _node.Presence.GetAsync("room", Stop)).Keys.Order());
    }

    [Fact]
    public async Task A_node_that_was_taken_for_dead_and_is_not_brings_its_presence_back()
    {
        await using var paused = await TestNode.StartAsync(_database);
        await paused.Presence.AddAsync("room", new ClientInfo("alice", "c1"), Stop);
        await _node!.Backplane.BeatOnceAsync();
        _node.Clock.Advance(NodeTimeout);
        await _node.Backplane.BeatOnceAsync();
        Assert.Empty(await _node.Presence.GetAsync("room", Stop));

        await paused.Backplane.BeatOnceAsync();

        Assert.Equal(["c1"], (await _node.Presence.GetAsync("room", Stop)).Keys);
    }

    [Fact]
    public async Task Whoever_comes_to_a_node_that_was_taken_for_dead_brings_the_others_back_at_once()
    {
        await using var paused = await TestNode.StartAsync(_database);
        await paused.Presence.AddAsync("room", new ClientInfo("alice", "c1"), Stop);
        await _node!.Backplane.BeatOnceAsync();
        _node.Clock.Advance(NodeTimeout);
        await _node.Backplane.BeatOnceAsync();

        await paused.Presence.AddAsync("another", new ClientInfo("bob", "c2"), Stop);

        Assert.Equal(["c1"], (await _node.Presence.GetAsync("room", Stop)).Keys);
        Assert.Equal(["c2"], (await _node.Presence.GetAsync("another", Stop)).Keys);
    }

    [Fact]
    public async Task A_node_that_stops_takes_its_presence_with_it()
    {
        var other = await TestNode.StartAsync(_database);
        await other.Presence.AddAsync("room", new ClientInfo("alice", "c1"), Stop);

        await other.DisposeAsync();

        Assert.Empty(await _node!.Presence.GetAsync("room", Stop));
    }

    protected override IPresence CreatePresence() => _node!.Presence;

    /// <summary>The other says that it lives, and this node looks who does.</summary>
    private async Task LookAsync(TestNode alive)
    {
        await alive.Backplane.BeatOnceAsync();
        await _node!.Backplane.BeatOnceAsync();
    }
}
