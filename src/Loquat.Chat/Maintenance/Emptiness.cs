namespace Loquat.Chat.Maintenance;

/// <summary>Whether a database holds anything that somebody could miss.</summary>
internal static class Emptiness
{
    /// <summary>A table that has rows, of those that are there. Null if there is none: the epoch and the name of its folder are what every new database has.</summary>
    public static async Task<string?> FilledTableAsync(Store store, IReadOnlyCollection<string> present, CancellationToken cancellationToken)
    {
        foreach (var table in store.Tables.Where(table => table.Name is not ("log_epoch" or "file_folder") && present.Contains(table.Name)))
        {
            if (await store.ScalarAsync($"SELECT 1 FROM \"{table.Name}\" LIMIT 1", cancellationToken) is not null)
                return table.Name;
        }

        return null;
    }
}
