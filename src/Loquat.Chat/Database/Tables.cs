using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Loquat.Chat.Database;

/// <param name="Bytes">On disk with its indexes, where the database tells.</param>
public sealed record TableSummary(string Name, long Rows, long? Bytes);

/// <param name="Rows">Values as text; null where the database holds none.</param>
public sealed record TableRows(string Name, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows);

/// <summary>The tables as an operator looks at them. Secrets are masked here, so that no caller can forget it.</summary>
internal static class Tables
{
    private const string Mask = "•••";

    private static readonly HashSet<(string Table, string Column)> Secrets =
    [
        ("users", "password_hash"),
        ("users", "security_stamp"),
        ("auth_tokens", "hash"),
        ("drafts", "text"),
    ];

    public static async Task<IReadOnlyList<TableSummary>> ListAsync(ChatDbContext db, CancellationToken cancellationToken)
    {
        var tables = new List<TableSummary>();
        await db.Database.OpenConnectionAsync(cancellationToken);
        foreach (var name in NamesIn(db))
        {
            var rows = await ScalarAsync(db, $"SELECT COUNT(*) FROM \"{name}\"", cancellationToken) ?? 0;
            tables.Add(new TableSummary(name, rows, await SizeAsync(db, name, cancellationToken)));
        }

        return tables;
    }

    /// <summary>Null if the model has no such table.</summary>
    public static async Task<TableRows?> ReadAsync(ChatDbContext db, string name, int limit, CancellationToken cancellationToken)
    {
        // The name becomes part of a statement: only the model's own pass.
        if (TableNamed(db, name) is not { } table)
            return null;

        var columns = table.Columns.Select(column => column.Name).ToList();
        var sql = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT {Quoted(columns)} FROM \"{table.Name}\" ORDER BY {Quoted(table.PrimaryKey!.Columns.Select(column => column.Name))} LIMIT {Math.Max(0, limit)}");

        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var command = CommandFor(db, sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<IReadOnlyList<string?>>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add([.. columns.Select((column, i) => Shown(table.Name, column, reader.GetValue(i)))]);

        return new TableRows(table.Name, columns, rows);
    }

    private static string? Shown(string table, string column, object value) => value switch
    {
        DBNull => null,
        _ when Secrets.Contains((table, column)) => Mask,
        byte[] payload => Encoding.UTF8.GetString(payload),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static async Task<long?> SizeAsync(ChatDbContext db, string name, CancellationToken cancellationToken)
    {
        if (db.Database.IsNpgsql())
            return await ScalarAsync(db, $"SELECT pg_total_relation_size('\"{name}\"')", cancellationToken);

        try
        {
            return await ScalarAsync(
                db,
                $"SELECT SUM(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name = '{name}')",
                cancellationToken);
        }
        catch (SqliteException)
        {
            // Not every build of SQLite has the table that knows.
            return null;
        }
    }

    private static async Task<long?> ScalarAsync(ChatDbContext db, string sql, CancellationToken cancellationToken)
    {
        await using var command = CommandFor(db, sql);
        return await command.ExecuteScalarAsync(cancellationToken) is long value ? value : null;
    }

    private static DbCommand CommandFor(ChatDbContext db, string sql)
    {
        var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // Made of the model's own names and of numbers.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    private static IEnumerable<string> NamesIn(ChatDbContext db) =>
        db.Model.GetRelationalModel().Tables.Select(table => table.Name).Order(StringComparer.Ordinal);

    private static ITable? TableNamed(ChatDbContext db, string name) =>
        db.Model.GetRelationalModel().Tables.SingleOrDefault(table => table.Name == name);

    private static string Quoted(IEnumerable<string> columns) => string.Join(", ", columns.Select(column => $"\"{column}\""));
}
