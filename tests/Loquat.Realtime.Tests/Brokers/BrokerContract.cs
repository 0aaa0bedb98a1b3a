using System.Text;
using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Realtime.Tests.Brokers;

/// <summary>What every broker promises. Each implementation runs all of it, against the real thing.</summary>
public abstract class BrokerContract
{
    private static readonly Retention Kept = new(3, TimeSpan.FromMinutes(5), TimeSpan.FromDays(1));
    private static readonly Retention NotKept = new(0, TimeSpan.Zero, TimeSpan.FromDays(1));

    private readonly Sink _sink = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A broker without any streams.</summary>
    protected abstract IBroker CreateBroker();

    /// <summary>Lets time pass for the broker.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    [Fact]
    public async Task Publications_are_numbered_from_one_and_delivered_in_order()
    {
        var broker = Start();

        for (var i = 1; i <= 3; i++)
            Assert.Equal((ulong)i, (await PublishAsync(broker, $"{i}")).Offset);

        Assert.Equal([(1UL, "1"), (2UL, "2"), (3UL, "3")], await _sink.ReceivedAsync(3));
    }

    [Fact]
    public async Task Concurrent_publications_have_no_gap_and_are_delivered_in_the_order_of_their_offsets()
    {
        var broker = Start();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(publisher => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
                await PublishAsync(broker, $"{publisher}");
        }, Stop)));

        Assert.Equal(Enumerable.Range(1, 400).Select(i => (ulong)i), (await _sink.ReceivedAsync(400)).Select(received => received.Offset));
    }

    [Fact]
    public async Task What_is_not_kept_is_delivered_without_an_offset()
    {
        var broker = Start();

        Assert.Equal(0UL, (await PublishAsync(broker, "1", NotKept)).Offset);
        Assert.Equal(0UL, (await PublishAsync(broker, "2", options: new PublishOptions { SkipHistory = true })).Offset);
        Assert.Equal(1UL, (await PublishAsync(broker, "3")).Offset);

        Assert.Equal([(0UL, "1"), (0UL, "2"), (1UL, "3")], await _sink.ReceivedAsync(3));
    }

    [Fact]
    public async Task A_stream_has_its_epoch_before_its_first_publication()
    {
        var broker = Start();

        var before = await HistoryAsync(broker, 0);
        var position = await PublishAsync(broker, "1");

        Assert.Equal(0UL, before!.Top.Offset);
        Assert.NotEmpty(before.Top.Epoch);
        Assert.Equal(before.Top.Epoch, position.Epoch);
    }

    [Fact]
    public async Task The_first_publication_carries_the_epoch()
    {
        var broker = Start();

        var position = await PublishAsync(broker, "1");
        await PublishAsync(broker, "2");

        var history = await HistoryAsync(broker, -1);
        Assert.Equal([position.Epoch, ""], history!.Publications.Select(publication => publication.Epoch));
    }

    [Theory]
    [InlineData(0, -1, false, "")]
    [InlineData(1, -1, false, "3")]
    [InlineData(-1, -1, false, "3 4 5")]
    [InlineData(2, -1, true, "5 4")]
    [InlineData(-1, -1, true, "5 4 3")]
    [InlineData(-1, 0, false, "3 4 5")]
    [InlineData(-1, 3, false, "4 5")]
    [InlineData(1, 3, false, "4")]
    [InlineData(-1, 5, false, "")]
    [InlineData(-1, 9, false, "")]
    [InlineData(-1, 5, true, "4 3")]
    [InlineData(1, 5, true, "4")]
    [InlineData(-1, 3, true, "")]
    [InlineData(-1, 9, true, "")]
    public async Task History_is_read_from_either_end_or_from_a_position(int limit, int since, bool reverse, string expected)
    {
        var broker = Start();
        for (var i = 1; i <= 5; i++)
            await PublishAsync(broker, $"{i}");

        var history = await HistoryAsync(broker, limit, since < 0 ? null : new StreamPosition((ulong)since, ""), reverse);

        Assert.Equal(expected, string.Join(' ', history!.Publications.Select(publication => Encoding.UTF8.GetString(publication.Data.Span))));
        Assert.Equal(5UL, history.Top.Offset);
    }

    [Fact]
    public async Task A_position_from_another_epoch_cannot_be_recovered_from()
    {
        var broker = Start();
        await PublishAsync(broker, "1");

        Assert.Null(await HistoryAsync(broker, -1, new StreamPosition(1, "another epoch")));
    }

    [Fact]
    public async Task Publications_expire_and_the_numbering_goes_on()
    {
        var broker = Start();
        var first = await PublishAsync(broker, "1");

        await PassAsync(Kept.Ttl + TimeSpan.FromSeconds(1));

        var history = await HistoryAsync(broker, -1);
        Assert.Empty(history!.Publications);
        Assert.Equal(first, history.Top);
        Assert.Equal(new StreamPosition(2, first.Epoch), await PublishAsync(broker, "2"));
    }

    [Fact]
    public async Task A_stream_that_is_not_used_is_forgotten_and_starts_anew()
    {
        var broker = Start();
        var retention = Kept with { Ttl = TimeSpan.FromSeconds(1), MetaTtl = TimeSpan.FromSeconds(5) };
        var first = await PublishAsync(broker, "1", retention);

        await PassAsync(TimeSpan.FromMinutes(1));
        var second = await PublishAsync(broker, "2", retention);

        Assert.Equal(1UL, second.Offset);
        Assert.NotEqual(first.Epoch, second.Epoch);
    }

    [Fact]
    public async Task Removing_the_history_keeps_the_position()
    {
        var broker = Start();
        var first = await PublishAsync(broker, "1");

        await broker.RemoveHistoryAsync("channel", Stop);

        var history = await HistoryAsync(broker, -1);
        Assert.Empty(history!.Publications);
        Assert.Equal(first, history.Top);
    }

    [Fact]
    public async Task A_repeated_idempotency_key_publishes_once_and_returns_the_first_result()
    {
        var broker = Start();
        var options = new PublishOptions { IdempotencyKey = "key" };

        var first = await PublishAsync(broker, "1", options: options);
        await PublishAsync(broker, "2");
        var repeated = await PublishAsync(broker, "1 again", options: options);
        await PassAsync(TimeSpan.FromMinutes(6));
        await PublishAsync(broker, "3", options: options);

        Assert.Equal(first, repeated);
        Assert.Equal(["1", "2", "3"], (await _sink.ReceivedAsync(3)).Select(received => received.Data));
    }

    [Fact]
    public async Task A_repeated_idempotency_key_publishes_once_where_nothing_is_kept_too()
    {
        var broker = Start();
        var options = new PublishOptions { IdempotencyKey = "key" };

        await PublishAsync(broker, "1", NotKept, options);
        await PublishAsync(broker, "1 again", NotKept, options);
        await PublishAsync(broker, "2", NotKept);

        Assert.Equal(["1", "2"], (await _sink.ReceivedAsync(2)).Select(received => received.Data));
    }

    [Fact]
    public async Task A_version_that_is_not_newer_publishes_nothing_and_another_version_epoch_starts_over()
    {
        var broker = Start();

        await PublishAsync(broker, "v5", options: new PublishOptions { Version = 5, VersionEpoch = "a" });
        var old = await PublishAsync(broker, "v4", options: new PublishOptions { Version = 4, VersionEpoch = "a" });
        await PublishAsync(broker, "v6", options: new PublishOptions { Version = 6, VersionEpoch = "a" });
        await PublishAsync(broker, "v1", options: new PublishOptions { Version = 1, VersionEpoch = "b" });

        Assert.Equal(1UL, old.Offset);
        Assert.Equal(["v5", "v6", "v1"], (await _sink.ReceivedAsync(3)).Select(received => received.Data));
    }

    [Fact]
    public async Task What_a_publication_says_besides_its_data_is_kept()
    {
        var broker = Start();
        var publication = new Publication("1"u8.ToArray())
        {
            Info = new ClientInfo("alice", "c1"),
            Tags = new Dictionary<string, string> { ["a"] = "b" },
            Version = 7,
        };

        await broker.PublishAsync("channel", publication, Kept, PublishOptions.Default, Stop);

        var stored = Assert.Single((await HistoryAsync(broker, -1))!.Publications);
        Assert.Equal(("alice", "b", 7UL), (stored.Info!.User, stored.Tags!["a"], stored.Version));
    }

    [Fact]
    public async Task Joins_and_leaves_are_delivered_and_not_stored()
    {
        var broker = Start();

        await broker.JoinAsync("channel", new ClientInfo("alice", "c1"), Stop);
        await broker.LeaveAsync("channel", new ClientInfo("alice", "c1"), Stop);
        await PublishAsync(broker, "1");

        Assert.Equal(["+c1", "-c1", "1"], (await _sink.ReceivedAsync(3)).Select(received => received.Data));
        Assert.Single((await HistoryAsync(broker, -1))!.Publications);
    }

    private IBroker Start()
    {
        var broker = CreateBroker();
        broker.Attach(_sink);
        return broker;
    }

    private static ValueTask<StreamPosition> PublishAsync(IBroker broker, string data, Retention? retention = null, PublishOptions? options = null) =>
        broker.PublishAsync("channel", new Publication(Encoding.UTF8.GetBytes(data)), retention ?? Kept, options ?? PublishOptions.Default, Stop);

    private static ValueTask<HistoryResult?> HistoryAsync(IBroker broker, int limit, StreamPosition? since = null, bool reverse = false) =>
        broker.HistoryAsync("channel", new HistoryQuery(limit, since, reverse), Kept, Stop);

    private sealed class Sink : IBrokerSink
    {
        private readonly System.Threading.Channels.Channel<(ulong Offset, string Data)> _received =
            System.Threading.Channels.Channel.CreateUnbounded<(ulong, string)>();

        public void OnPublication(string channel, Publication publication, string epoch, bool delta)
        {
            Assert.Equal("channel", channel);
            Assert.Equal(publication.Offset > 0, epoch.Length > 0);
            _received.Writer.TryWrite((publication.Offset, Encoding.UTF8.GetString(publication.Data.Span)));
        }

        public void OnJoin(string channel, ClientInfo info) => _received.Writer.TryWrite((0, "+" + info.Client));

        public void OnLeave(string channel, ClientInfo info) => _received.Writer.TryWrite((0, "-" + info.Client));

        public async Task<List<(ulong Offset, string Data)>> ReceivedAsync(int count)
        {
            var received = new List<(ulong, string)>();
            while (received.Count < count)
                received.Add(await _received.Reader.ReadAsync(Stop).AsTask().Within($"only {received.Count} of {count} were delivered"));
            Assert.Equal(0, _received.Reader.Count);
            return received;
        }
    }
}
