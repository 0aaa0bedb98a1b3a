using Loquat.Testing;

namespace Loquat.Realtime.Tests.Brokers;

public sealed class MemoryBrokerTests : BrokerContract, IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly MemoryBroker _broker;

    public MemoryBrokerTests() => _broker = new MemoryBroker(_clock);

    [Fact]
    public async Task A_stream_without_publications_is_forgotten_soon_since_clients_can_make_as_many_as_they_like()
    {
        _broker.Attach(new Nobody());
        var retention = new Retention(10, TimeSpan.FromMinutes(5), TimeSpan.FromDays(30));
        for (var i = 0; i < 100; i++)
            await _broker.HistoryAsync($"channel{i}", new HistoryQuery(0), retention, TestContext.Current.CancellationToken);
        Assert.Equal(100, _broker.StreamCount);

        _clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(0, _broker.StreamCount);
    }

    [Fact]
    public async Task A_stream_that_is_over_is_forgotten_at_once_and_not_when_it_is_swept()
    {
        _broker.Attach(new Nobody());
        var retention = new Retention(10, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
        var before = await _broker.HistoryAsync("channel", new HistoryQuery(0), retention, TestContext.Current.CancellationToken);

        _clock.Advance(TimeSpan.FromSeconds(6));
        var after = await _broker.HistoryAsync("channel", new HistoryQuery(0), retention, TestContext.Current.CancellationToken);

        Assert.NotEqual(before!.Top.Epoch, after!.Top.Epoch);
    }

    public void Dispose() => _broker.Dispose();

    protected override IBroker CreateBroker() => _broker;

    protected override Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    private sealed class Nobody : IBrokerSink
    {
        public void OnPublication(string channel, Loquat.Protocol.Publication publication, string epoch, bool delta) { }

        public void OnJoin(string channel, Loquat.Protocol.ClientInfo info) { }

        public void OnLeave(string channel, Loquat.Protocol.ClientInfo info) { }
    }
}
