using System.Text;
using Loquat.Protocol;
using Loquat.Testing;
using Npgsql;

namespace Loquat.Realtime.Tests.Postgres;

/// <summary>What holds between nodes when notifications do not come through.</summary>
public sealed class BackplaneTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly Retention Kept = new(100, TimeSpan.FromMinutes(5), TimeSpan.FromDays(1));

    private readonly RecordingSink _heardByB = new();
    private string _database = "";
    private TestNode? _a;
    private TestNode? _b;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        _a = await TestNode.StartAsync(_database);
        _b = await TestNode.StartAsync(_database);
        _a.Broker.Attach(new RecordingSink());
        _b.Broker.Attach(_heardByB);
    }

    public async ValueTask DisposeAsync()
    {
        await _a!.DisposeAsync();
        await _b!.DisposeAsync();
    }

    [Fact]
    public async Task What_no_notification_told_of_is_found_by_looking()
    {
        await PublishAsync("1");
        await _heardByB.NextAsync();
        await CutOffAsync();
        await PublishAsync("2");
        await PublishAsync("3");

        await _b!.Broker.SweepAsync(Stop);

        Assert.Equal((2UL, "2"), await _heardByB.NextAsync());
        Assert.Equal((3UL, "3"), await _heardByB.NextAsync());
        await ReconnectAsync();
    }

    [Fact]
    public async Task What_no_notification_told_of_is_delivered_after_the_reconnect()
    {
        await PublishAsync("1");
        await _heardByB.NextAsync();
        await CutOffAsync();
        await PublishAsync("2");

        await ReconnectAsync();

        Assert.Equal((2UL, "2"), await _heardByB.NextAsync());
        Assert.Null(_b!.Backplane.Problem);
    }

    [Fact]
    public async Task What_no_notification_told_of_comes_before_what_the_next_one_tells_of()
    {
        await PublishAsync("1");
        await _heardByB.NextAsync();
        await ExecuteAsync(
            """
            UPDATE loquat_realtime.streams SET top = 2;
            INSERT INTO loquat_realtime.publications SELECT channel, epoch, 2, created, body FROM loquat_realtime.publications;
            """);

        await PublishAsync("3");

        Assert.Equal((2UL, "1"), await _heardByB.NextAsync());
        Assert.Equal((3UL, "3"), await _heardByB.NextAsync());
    }

    [Fact]
    public async Task A_node_that_does_not_hear_itself_says_so()
    {
        // Alive in every respect but the one that counts.
        await ExecuteAsync(
            "CREATE FUNCTION public.pg_notify(text, text) RETURNS void LANGUAGE sql AS 'SELECT'; ALTER DATABASE :db SET search_path = public, pg_catalog");
        await using var deaf = await TestNode.StartAsync(_database);
        for (var beat = 0; deaf.Backplane.Problem is null; beat++)
        {
            Assert.InRange(beat, 0, 5);
            await deaf.Backplane.BeatOnceAsync();
        }

        Assert.Contains("does not come back", deaf.Backplane.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_is_forgotten_by_housekeeping_with_all_that_belongs_to_it()
    {
        await _a!.Broker.PublishAsync(
            "channel", new Publication("1"u8.ToArray()), Kept with { MetaTtl = TimeSpan.FromMinutes(5) },
            new PublishOptions { IdempotencyKey = "key" }, Stop);
        Assert.Equal(3L, await CountAsync());

        _a.Clock.Advance(TimeSpan.FromMinutes(10));
        await _a.Backplane.BeatOnceAsync();

        Assert.Equal(0L, await CountAsync());
    }

    [Fact]
    public async Task Housekeeping_waits_for_nobody_who_publishes_so_that_nobody_waits_in_a_circle()
    {
        foreach (var channel in (string[])["held", "idle"])
        {
            await _a!.Broker.PublishAsync(
                channel, new Publication("1"u8.ToArray()), Kept with { MetaTtl = TimeSpan.FromMinutes(5) }, new PublishOptions { IdempotencyKey = "key" }, Stop);
        }
        _a!.Clock.Advance(TimeSpan.FromMinutes(10));
        await using var publisher = new NpgsqlConnection(_database);
        await publisher.OpenAsync(Stop);
        await using (var transaction = await publisher.BeginTransactionAsync(Stop))
        {
            await using var hold = new NpgsqlCommand(
                """
                SELECT 1 FROM loquat_realtime.streams WHERE channel = 'held' FOR UPDATE;
                SELECT 1 FROM loquat_realtime.results WHERE channel = 'held' FOR UPDATE;
                """,
                publisher,
                transaction);
            await hold.ExecuteNonQueryAsync(Stop);

            await _a.Backplane.BeatOnceAsync().Within("housekeeping is done, though a stream is held");
            Assert.Equal(2L, await CountAsync());
        }

        _a.Clock.Advance(TimeSpan.FromMinutes(1));
        await _a.Backplane.BeatOnceAsync();
        Assert.Equal(0L, await CountAsync());
    }

    [Fact]
    public async Task Nobody_misses_anything_who_comes_while_the_last_listener_leaves()
    {
        await PublishAsync("1");
        await _heardByB.NextAsync();
        // Asked when the other node's word comes, and again when what it told of is to be read: there is nobody for that moment alone.
        var asked = 0;
        _heardByB.Listens = () => Interlocked.Increment(ref asked) != 2;

        await PublishAsync("2");

        Assert.Equal((2UL, "2"), await _heardByB.NextAsync());
    }

    [Fact]
    public async Task What_the_database_cannot_keep_fails_alone()
    {
        var bad = new PublishOptions { IdempotencyKey = "a\0b" };
        Task[] refused =
        [
            _a!.Broker.PublishAsync("a\0b", new Publication("1"u8.ToArray()), Kept, PublishOptions.Default, Stop).AsTask(),
            _a.Broker.PublishAsync("channel", new Publication("1"u8.ToArray()), Kept, bad, Stop).AsTask(),
            _a.Broker.PublishAsync("\ud83d", new Publication("1"u8.ToArray()), Kept, PublishOptions.Default, Stop).AsTask(),
        ];
        var fine = Enumerable.Range(0, 10).Select(_ => PublishAsync("1")).ToArray();

        foreach (var publishing in refused)
            await Assert.ThrowsAsync<ArgumentException>(() => publishing);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (ulong)i), (await Task.WhenAll(fine)).Select(position => position.Offset).Order());
    }

    private Task<StreamPosition> PublishAsync(string data) =>
        _a!.Broker.PublishAsync("channel", new Publication(Encoding.UTF8.GetBytes(data)), Kept, PublishOptions.Default, Stop).AsTask();

    private Task<long> CountAsync() => ScalarAsync(
        """
        SELECT (SELECT count(*) FROM loquat_realtime.streams) + (SELECT count(*) FROM loquat_realtime.publications)
            + (SELECT count(*) FROM loquat_realtime.results)
        """);

    /// <summary>B's listener is killed. Its clock stands still: it does not come back before <see cref="ReconnectAsync"/>.</summary>
    private async Task CutOffAsync()
    {
        var waits = _b!.Clock.WhenSet(TimeSpan.FromMilliseconds(200));
        await ExecuteAsync(
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'loquat listener {_b.Backplane.NodeId}'");
        await waits.Within("the node waits to connect again");
        Assert.NotNull(_b.Backplane.Problem);
    }

    private async Task ReconnectAsync()
    {
        var reconnected = WhenReconnected();
        _b!.Clock.Advance(TimeSpan.FromMilliseconds(200));
        await reconnected.Within("the node hears again");
    }

    private Task WhenReconnected()
    {
        var reconnected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _b!.Backplane.OnReconnect(() =>
        {
            reconnected.TrySetResult();
            return Task.CompletedTask;
        });
        return reconnected.Task;
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(Stop);
#pragma warning disable CA2100 // Written here.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(Stop) is long number ? number : 0;
    }

    private Task<long> ExecuteAsync(string sql) => ScalarAsync(sql.Replace(":db", new NpgsqlConnectionStringBuilder(_database).Database, StringComparison.Ordinal));

    private sealed class RecordingSink : IBrokerSink
    {
        private readonly System.Threading.Channels.Channel<(ulong, string)> _heard = System.Threading.Channels.Channel.CreateUnbounded<(ulong, string)>();

        public Func<bool> Listens { get; set; } = () => true;

        public bool Wants(string channel) => Listens();

        public Task<(ulong Offset, string Data)> NextAsync() => _heard.Reader.ReadAsync(Stop).AsTask().Within("a publication is delivered")!;

        public void OnPublication(string channel, Publication publication, string epoch, bool delta) =>
            _heard.Writer.TryWrite((publication.Offset, Encoding.UTF8.GetString(publication.Data.Span)));

        public void OnJoin(string channel, ClientInfo info) { }

        public void OnLeave(string channel, ClientInfo info) { }
    }
}
