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
    ILogger<RevocationWatch> logger) : RecurringWork(TimeSpan.FromSeconds(2), outage, time)
{
    /// <summary>Commits come later than the time they carry, and clocks of two machines differ. Ending a connection twice does no harm.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    private DateTimeOffset _lookedAt = time.GetUtcNow();
    private HashSet<long> _seen = [];

    protected override async Task TakeTurnAsync(CancellationToken stopping)
    {
        var now = Time.GetUtcNow();
        // A clock that was ahead, and has been set back, must not hide what is revoked until then.
        if (engine.SessionCount > 0)
            await EndRevokedSinceAsync((_lookedAt < now ? _lookedAt : now) - Overlap, stopping);
        _lookedAt = now;
    }

    protected override void TurnFailed() => logger.RevocationsNotRead();

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
