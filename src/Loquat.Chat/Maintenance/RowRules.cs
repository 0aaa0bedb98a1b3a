using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Loquat.Chat.Maintenance;

/// <summary>What the model says about rows: each refers to one that exists, and what may be there once is there once.</summary>
internal static class RowRules
{
    public static async IAsyncEnumerable<Finding> FindAsync(Store store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var table in store.Tables)
        {
            foreach (var reference in table.References)
            {
                await foreach (var row in store.RowsAsync(Orphans(table, reference), cancellationToken))
                    yield return new Finding($"{table.Name} {Described(row, table.Key)} refers to a row of {reference.PrincipalTable.Name} that is not there.");
            }

            foreach (var columns in table.UniqueColumns)
            {
                await foreach (var row in store.RowsAsync(Doubles(table, columns), cancellationToken))
                    yield return new Finding($"{table.Name} has more than one row with {Described(row, columns)}.");
            }
        }
    }

    private static string Orphans(StoredTable table, IForeignKeyConstraint reference)
    {
        var pairs = reference.Columns.Zip(reference.PrincipalColumns, (own, other) => $"p.\"{other.Name}\" = c.\"{own.Name}\"");
        var isSet = reference.Columns.Select(own => $"c.\"{own.Name}\" IS NOT NULL");
        return $"""
            SELECT {string.Join(", ", table.Key.Select(column => $"c.\"{column}\""))} FROM "{table.Name}" c WHERE {string.Join(" AND ", isSet)}
            AND NOT EXISTS (SELECT 1 FROM "{reference.PrincipalTable.Name}" p WHERE {string.Join(" AND ", pairs)})
            """;
    }

    private static string Doubles(StoredTable table, IReadOnlyList<string> columns) => $"""
        SELECT {StoredTable.Quoted(columns)} FROM "{table.Name}" WHERE {string.Join(" AND ", columns.Select(column => $"\"{column}\" IS NOT NULL"))}
        GROUP BY {StoredTable.Quoted(columns)} HAVING COUNT(*) > 1
        """;

    /// <summary>Keys only: no text and no token leaves the database this way.</summary>
    private static string Described(DbDataReader row, IReadOnlyList<string> columns) =>
        string.Join(", ", columns.Select((column, i) => $"{column} {Shown(row.GetValue(i))}"));

    private static string Shown(object value) => value switch
    {
        byte[] => "(bytes)",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
