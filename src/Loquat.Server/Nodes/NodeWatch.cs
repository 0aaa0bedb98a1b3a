using Loquat.Chat;
using Loquat.Chat.Log;
using Loquat.Protocol;
using Loquat.Realtime;
using Loquat.Realtime.Postgres;
using Loquat.Server.Embedded;
using Loquat.Server.Hosting;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Nodes;

/// <summary>
/// Brings to this node's clients what other nodes commit: at once where a notification tells of it, and at the latest with the next sweep, which
/// needs none.
/// </summary>
internal sealed class NodeWatch(
    PostgresBackplane backplane,
    PostgresBroker broker,
    Engine engine,
    Cluster cluster,
    ThreadArrivals arrivals,
    TokenSessions tokens,
    MemberSessions members,
    DepartureSweep departures,
    ChatDatabase database,
    DatabaseOutage outage,
    IOptions<NodesOptions> options,
    TimeProvider time,
    ILogger<NodeWatch> logger) : RecurringWork(options.Value.SweepInterval, outage, time)
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        backplane.Listen(LogNotification.Channel, Hear);
        backplane.OnReconnect(() => SweepAsync(CancellationToken.None));
        tokens.ListenTo(cluster);
        members.ListenToOthers();
        await arrivals.BeginAsync(cancellationToken);
        await backplane.StartAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task TakeTurnAsync(CancellationToken stopping) => SweepAsync(stopping);

    protected override void TurnFailed() => logger.SweepFailed();

    private void Hear(string payload)
    {
        // What this node has written itself it announces itself.
        if (LogNotification.Read(payload) is not { } grown || grown.Node == database.NodeId)
            return;

        foreach (var (threadId, top) in grown.Tops)
        {
            arrivals.Hear(threadId);
            engine.Wake(ThreadChannel.Of(threadId), new StreamPosition((ulong)top.Offset, top.Epoch));
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        await engine.SweepLogsAsync(cancellationToken);
        await departures.LookAsync(cancellationToken);
        await broker.SweepAsync(cancellationToken);
        await arrivals.LookAsync(cancellationToken);
    }
}
