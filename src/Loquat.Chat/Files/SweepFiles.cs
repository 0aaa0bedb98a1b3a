using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Files;

/// <summary>
/// Removes what nobody will ask for again: files that waited too long for a message, and content without a row, which a deletion did not get to or an
/// upload left when its process was killed.
/// </summary>
public sealed class SweepFiles(
    ChatDbContext db, ContentFolder folder, FileHome home, DropContent drop, StrayContent strays, FilesOptions options, TimeProvider clock)
{
    public async Task<Swept> ExecuteAsync(CancellationToken cancellationToken)
    {
        if (!await home.IsHereAsync(cancellationToken))
            return new Swept(0, 0);

        var loose = await RemoveLooseAsync(cancellationToken);
        await drop.ExecuteAsync(loose, cancellationToken);
        return new Swept(loose.Count, await RemoveStraysAsync(cancellationToken));
    }

    private async Task<List<string>> RemoveLooseAsync(CancellationToken cancellationToken)
    {
        var last = clock.GetUtcNow() - options.LooseLife;
        var late = await db.Files
            .Where(file => file.MessageId == null && file.Created < last)
            .Select(file => new { file.Id, file.Content })
            .ToListAsync(cancellationToken);
        var contents = new List<string>();
        foreach (var file in late)
        {
            // One by one: nobody waits for a row here while he holds another.
            if (await db.Files.Where(row => row.Id == file.Id && row.MessageId == null).ExecuteDeleteAsync(cancellationToken) == 1)
                contents.Add(file.Content);
        }

        return contents;
    }

    /// <summary>An upload that is under way has no row either: so what goes is what was there, just so, the last time as well.</summary>
    private async Task<int> RemoveStraysAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        var found = new HashSet<ContentFile>();
        foreach (var part in folder.Parts())
        {
            var keys = part.Select(file => file.Key).ToArray();
            var known = await db.Files.Where(file => EF.Parameter(keys).Contains(file.Content)).Select(file => file.Content).ToHashSetAsync(cancellationToken);
            foreach (var stray in part.Where(file => !file.IsWhole || !known.Contains(file.Key)))
            {
                if (!strays.WasThere(stray))
                    found.Add(stray);
                else if (stray.IsWhole)
                    removed += await drop.ExecuteAsync([stray.Key], cancellationToken);
                else
                    folder.DeleteUnfinished(stray.Key);
            }
        }

        strays.Remember(found);
        return removed;
    }

    public readonly record struct Swept(int Loose, int Contents)
    {
        public bool IsNothing => Loose + Contents == 0;
    }
}

/// <summary>What the last sweep found to belong to no file.</summary>
public sealed class StrayContent
{
    private HashSet<ContentFile> _files = [];

    internal bool WasThere(ContentFile file) => _files.Contains(file);

    internal void Remember(HashSet<ContentFile> files) => _files = files;
}

/// <summary>Something in the folder, as it was at one moment: an upload that goes on is another one a moment later.</summary>
/// <param name="IsWhole">False while it is being written.</param>
internal readonly record struct ContentFile(string Key, bool IsWhole, long Size, DateTime Written);
