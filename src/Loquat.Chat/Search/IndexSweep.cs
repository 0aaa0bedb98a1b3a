using System.Linq.Expressions;
using Loquat.Chat.Messages;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Search;

/// <summary>
/// Goes through the index from the newest message to the oldest, in stretches: the first is short, since what is looked for is mostly new or said often,
/// and each is several times as long as the one before. So what is common is found without reading all of it, and what is rare without many questions.
/// After a while it stops wherever it is.
/// </summary>
/// <param name="mayBeShown">Which messages count, as the database has them now.</param>
internal sealed class IndexSweep(ChatDbContext db, IndexQuery query, Expression<Func<Message, bool>> mayBeShown, TimeProvider clock)
{
    private const long FirstStretch = 16_384;
    private const long LongestStretch = 4_194_304;
    private const int Growth = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>What was found, the newest first, and the id down to which everything was looked at.</summary>
    public async Task<(List<long> Ids, long Down)> FindAsync(long below, int count, Func<long, bool> isWanted, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var ids = new List<long>();
        var stretch = FirstStretch;
        while (below > 1 && ids.Count < count && clock.GetElapsedTime(began) < Patience)
        {
            var from = Math.Max(1, below - stretch);
            var next = await query.Newest(db, from, below, count).ToListAsync(cancellationToken);
            ids.AddRange(await ShownAsync(next.Where(isWanted).ToArray(), cancellationToken));

            var isEnd = next.Count < count;
            below = isEnd ? from : next[^1];
            if (isEnd)
                stretch = Math.Min(stretch * Growth, LongestStretch);
        }

        return (ids, below);
    }

    private async Task<IEnumerable<long>> ShownAsync(long[] found, CancellationToken cancellationToken)
    {
        if (found.Length == 0)
            return [];

        var shown = await db.Messages
            .Where(message => EF.Parameter(found).Contains(message.Id))
            .Where(mayBeShown)
            .Select(message => message.Id)
            .ToHashSetAsync(cancellationToken);
        return found.Where(shown.Contains);
    }
}
