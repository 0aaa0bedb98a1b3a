using Loquat.Chat.Users;
using Loquat.Realtime;
using Loquat.Server.Hosting;

namespace Loquat.Server.Embedded;

/// <summary>
/// Ends connections whose token another process has revoked: a command, or another node. What this process revokes it ends at once, and what another
/// node revokes as soon as it hears of it; this is for what nobody told it.
/// </summary>
internal sealed class RevocationWatch(
    IServiceScopeFactory scopes,
    Engine engine,
    TokenSessions sessions,
    IdentityCache identities,
    DatabaseOutage outage,
    TimeProvider time,
    ILogger<RevocationWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>Commits come later than the time they carry, and clocks of two machines differ. Ending a connection twice does no harm.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    private HashSet<long> _seen = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var seen = time.GetUtcNow();
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var now = time.GetUtcNow();
                // A clock that was ahead, and has been set back, must not hide what is revoked until then.
                if (engine.SessionCount > 0)
                    await EndRevokedSinceAsync((seen < now ? seen : now) - Overlap, stoppingToken);
                seen = now;
            }
            catch (Exception e) when (DatabaseFailure.Is(e))
            {
                outage.Note(e);
                logger.RevocationsNotRead();
            }
        }
    }

    private async Task EndRevokedSinceAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var revoked = await scope.ServiceProvider.GetRequiredService<ListRevocations>().ExecuteAsync(since, cancellationToken);

        // Before anybody sees the end of a connection: from then on nothing more is done in the name of its sign-in.
        if (revoked.Any(one => !_seen.Contains(one.TokenId)))
            identities.Forget();
        foreach (var (userId, tokenId) in revoked)
            sessions.End(userId, tokenId);
        _seen = [.. revoked.Select(one => one.TokenId)];
    }
}
