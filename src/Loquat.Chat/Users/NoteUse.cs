using Loquat.Chat.Database;
using Loquat.Chat.Log;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Users;

/// <summary>Notes that sign-ins were in use until now, which is what <see cref="LastSeen"/> reads: in few statements, however many they are.</summary>
public sealed class NoteUse
{
    private const int Portion = 500;

    private readonly ChatDatabase _database;
    private readonly IDbContextFactory<ChatDbContext> _contexts;
    private readonly ThreadLog _log;
    private readonly TimeProvider _clock;

    internal NoteUse(ChatDatabase database, IDbContextFactory<ChatDbContext> contexts, ThreadLog log, TimeProvider clock) =>
        (_database, _contexts, _log, _clock) = (database, contexts, log, clock);

    /// <summary>False if the database does not take it now.</summary>
    public async Task<bool> ExecuteAsync(IEnumerable<long> tokenIds, CancellationToken cancellationToken)
    {
        var use = new Change([.. tokenIds], _clock.GetUtcNow());
        if (!_database.IsPostgres)
            return await _log.AppendAsync(use, cancellationToken) is AppendResult.Written;

        try
        {
            await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
            await use.WriteAsync(db, cancellationToken);
            return true;
        }
        catch (Exception e) when (Trouble.IsTemporary(e))
        {
            return false;
        }
    }

    internal sealed record Change(long[] Tokens, DateTimeOffset Now) : Aside
    {
        internal override async Task WriteAsync(ChatDbContext db, CancellationToken cancellationToken)
        {
            var before = Now - KnownBearers.LastUsedPrecision;
            foreach (var ids in Tokens.Chunk(Portion))
            {
                await db.AuthTokens
                    .Where(token => EF.Parameter(ids).Contains(token.Id) && token.LastUsed <= before)
                    .ExecuteUpdateAsync(set => set.SetProperty(token => token.LastUsed, Now), cancellationToken);
            }
        }
    }
}
