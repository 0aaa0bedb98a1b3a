using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Users;

/// <summary>Notes that sign-ins were in use until now, which is what <see cref="LastSeen"/> reads: in few statements, however many they are.</summary>
public sealed class NoteUse(ChatDbContext db, TimeProvider clock)
{
    private const int Portion = 500;

    public async Task ExecuteAsync(IEnumerable<long> tokenIds, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = now - KnownBearers.LastUsedPrecision;
        foreach (var ids in tokenIds.Chunk(Portion))
        {
            await db.AuthTokens
                .Where(token => EF.Parameter(ids).Contains(token.Id) && token.LastUsed <= before)
                .ExecuteUpdateAsync(set => set.SetProperty(token => token.LastUsed, now), cancellationToken);
        }
    }
}
