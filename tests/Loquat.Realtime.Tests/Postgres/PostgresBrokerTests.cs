using Loquat.Realtime.Tests.Brokers;
using Loquat.Testing;

namespace Loquat.Realtime.Tests.Postgres;

public sealed class PostgresBrokerTests(PostgresServer postgres) : BrokerContract, IAsyncLifetime
{
    private TestNode? _node;

    public async ValueTask InitializeAsync() => _node = await TestNode.StartAsync(await postgres.CreateDatabaseAsync());

    public ValueTask DisposeAsync() => _node!.DisposeAsync();

    protected override IBroker CreateBroker() => _node!.Broker;

    protected override Task PassAsync(TimeSpan time)
    {
        _node!.Clock.Advance(time);
        return Task.CompletedTask;
    }
}
