using Loquat.Protocol;
using Loquat.Realtime;
using Loquat.Realtime.AspNetCore;
using Loquat.Server.EngineMode;
using Loquat.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loquat.Server.Tests.EngineMode;

public class HealthEndpointTests
{
    [Fact]
    public async Task It_is_well_while_publications_arrive()
    {
        await using var services = Services(new MemoryBroker(TimeProvider.System), TimeProvider.System);

        Assert.Equal(200, await AskAsync(services, TimeProvider.System));
        Assert.Equal(0, services.GetRequiredService<Engine>().SessionCount);
        Assert.Equal(0, services.GetRequiredService<Engine>().ChannelCount);
    }

    [Fact]
    public async Task It_is_not_once_a_publication_has_not_arrived_in_two_seconds()
    {
        var clock = new ManualClock();
        await using var services = Services(new DeafBroker(), clock);

        var waiting = clock.WhenSet(TimeSpan.FromSeconds(2));
        var asked = AskAsync(services, clock);
        await waiting.Within("the check waits for its publication");
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(503, await asked.Within("the check gives up"));
        Assert.Equal(0, services.GetRequiredService<Engine>().ChannelCount);
    }

    [Fact]
    public async Task It_is_not_while_publishing_fails()
    {
        await using var services = Services(new DeafBroker { Fault = new IOException("The broker is away.") }, TimeProvider.System);

        Assert.Equal(503, await AskAsync(services, TimeProvider.System));
    }

    private static ServiceProvider Services(IBroker broker, TimeProvider time)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(broker).AddSingleton(time);
        services.AddRealtime();
        return services.BuildServiceProvider();
    }

    private static async Task<int> AskAsync(IServiceProvider services, TimeProvider time)
    {
        var context = new DefaultHttpContext();
        await new HealthEndpoint(services.GetRequiredService<Engine>(), time, NullLogger<HealthEndpoint>.Instance)
            .InvokeAsync(context).Within("the health endpoint answers");
        return context.Response.StatusCode;
    }

    /// <summary>Takes every publication and delivers none.</summary>
    private sealed class DeafBroker : IBroker
    {
        public Exception? Fault { get; init; }

        public void Attach(IBrokerSink sink)
        {
        }

        public ValueTask<StreamPosition> PublishAsync(
            string channel, Publication publication, Retention retention, PublishOptions options, CancellationToken cancellationToken) =>
            Fault is null ? ValueTask.FromResult(StreamPosition.Start) : ValueTask.FromException<StreamPosition>(Fault);

        public ValueTask JoinAsync(string channel, ClientInfo info, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask LeaveAsync(string channel, ClientInfo info, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<HistoryResult?> HistoryAsync(string channel, HistoryQuery query, Retention retention, CancellationToken cancellationToken) =>
            ValueTask.FromResult<HistoryResult?>(null);

        public ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
