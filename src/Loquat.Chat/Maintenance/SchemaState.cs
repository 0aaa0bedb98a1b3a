using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Maintenance;

/// <summary>Whether a database has the tables that this program knows.</summary>
internal static class SchemaState
{
    /// <summary>Null if it has.</summary>
    public static async Task<string?> WhyNotCurrentAsync(Store store, CancellationToken cancellationToken)
    {
        var (applied, known) = await ReadAsync(store, cancellationToken);
        if (!applied.IsSubsetOf(known))
            return "The database is of a newer version of this program.";

        return applied.Count < known.Count ? "The database is not at this program's schema; `loquat db migrate` brings it there." : null;
    }

    /// <summary>Of an earlier version, which a migration would bring to this one.</summary>
    public static async Task<bool> IsOlderAsync(Store store, CancellationToken cancellationToken)
    {
        var (applied, known) = await ReadAsync(store, cancellationToken);
        return applied.IsProperSubsetOf(known);
    }

    private static async Task<(HashSet<string> Applied, HashSet<string> Known)> ReadAsync(Store store, CancellationToken cancellationToken) =>
        ([.. await store.Db.Database.GetAppliedMigrationsAsync(cancellationToken)], [.. store.Db.Database.GetMigrations()]);
}
