using Loquat.Chat.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Loquat.Chat.Files;

/// <summary>Deletes content of which the last row has gone. What it does not get to, the sweep does.</summary>
public sealed class DropContent(ChatDbContext db, ContentFolder folder, FileHome home, ILogger<DropContent> logger)
{
    /// <param name="contents">Keys of rows that have been deleted. Rows on the same content are made only from rows that are there.</param>
    /// <returns>How many contents are gone.</returns>
    public async Task<int> ExecuteAsync(IReadOnlyCollection<string> contents, CancellationToken cancellationToken)
    {
        if (contents.Count == 0)
            return 0;

        try
        {
            return await DropAsync([.. contents], cancellationToken);
        }
        catch (Exception e) when (e is UnauthorizedAccessException || Trouble.IsTemporary(e))
        {
            // The rows are gone, which is what was asked for.
            logger.ContentNotDropped(e);
            return 0;
        }
    }

    private async Task<int> DropAsync(string[] contents, CancellationToken cancellationToken)
    {
        if (!await home.IsHereAsync(cancellationToken))
            return 0;

        using var turn = folder.TryTakeTurn();
        if (turn is null)
            return 0;

        var used = await db.Files.Where(file => EF.Parameter(contents).Contains(file.Content)).Select(file => file.Content).ToListAsync(cancellationToken);
        var unused = contents.Except(used).ToList();
        foreach (var key in unused)
            folder.Delete(key);

        return unused.Count;
    }
}
