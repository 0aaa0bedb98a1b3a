using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Maintenance;

/// <summary>One connection to a database that is maintained: no limits of time, and statements of our own over the model's tables.</summary>
internal sealed class Store : IAsyncDisposable
{
    // On SQLite this is no limit of the work, but of waiting for somebody else's lock.
    private const int SqliteSeconds = 30;

    private readonly ChatDbContext _db;
    private DbTransaction? _transaction;

    private Store(ChatDbContext db)
    {
        _db = db;
        Tables = StoredTable.Of(db);
    }

    public ChatDbContext Db => _db;

    public bool IsPostgres => _db.Database.IsNpgsql();

    public IReadOnlyList<StoredTable> Tables { get; }

    public DbConnection Connection => _db.Database.GetDbConnection();

    public static async Task<Store> OpenAsync(ChatDatabase database, CancellationToken cancellationToken)
    {
        if (!database.IsPostgres)
            return await OpenFileAsync(database.FilePath, cancellationToken);

        return await OpenAsync(database.CreateContext(), cancellationToken);
    }

    /// <exception cref="FileNotFoundException">Opening would make an empty one.</exception>
    public static async Task<Store> OpenFileAsync(
        string path, CancellationToken cancellationToken, SqliteOpenMode mode = SqliteOpenMode.ReadWrite)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no database at {path}.", path);

        // Rows are copied as they are, whatever they refer to; a check says what is wrong with them.
        var connection = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, ForeignKeys = false };
        var builder = new DbContextOptionsBuilder<ChatDbContext>().UseSqlite(connection.ToString());
        ChatDatabase.IgnoreMissingSnapshot(builder);
        return await OpenAsync(new ChatDbContext(builder.Options), cancellationToken);
    }

    /// <summary>From here on everything that is read is of one moment, and nobody has to wait for it.</summary>
    public async Task FreezeAsync(CancellationToken cancellationToken)
    {
        if (Connection is SqliteConnection sqlite)
        {
            _transaction = sqlite.BeginTransaction(deferred: true);

            // The moment is that of the first read.
            await ScalarAsync("SELECT COUNT(*) FROM sqlite_master", cancellationToken);
            return;
        }

        _transaction = await Connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await ExecuteAsync("SET TRANSACTION READ ONLY", cancellationToken);
    }

    /// <summary>Rows as they come, one at a time: the reader is the same object throughout.</summary>
    public async IAsyncEnumerable<DbDataReader> RowsAsync(string sql, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return reader;
    }

    /// <summary>Every row of a table in the order of its key, which is the same on both kinds of databases.</summary>
    public string SelectAll(StoredTable table)
    {
        var key = table.Columns.Where(column => table.Key.Contains(column.Name)).ToDictionary(column => column.Name);
        var order = table.Key.Select(column => IsPostgres && key[column].Type == typeof(string) ? $"\"{column}\" COLLATE \"C\"" : $"\"{column}\"");
        return $"SELECT {table.ColumnList} FROM \"{table.Name}\" ORDER BY {string.Join(", ", order)}";
    }

    private Task<long> CountAsync(StoredTable table, CancellationToken cancellationToken) =>
        CountAsync($"SELECT COUNT(*) FROM \"{table.Name}\"", cancellationToken);

    /// <summary>The rows of all tables.</summary>
    public async Task<long> CountAllAsync(CancellationToken cancellationToken)
    {
        var count = 0L;
        foreach (var table in Tables)
            count += await CountAsync(table, cancellationToken);

        return count;
    }

    public async Task<long> CountAsync(string sql, CancellationToken cancellationToken) =>
        Convert.ToInt64(await ScalarAsync(sql, cancellationToken) ?? 0L, System.Globalization.CultureInfo.InvariantCulture);

    public async Task<object?> ScalarAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Command(sql);
        return await command.ExecuteScalarAsync(cancellationToken) is { } value and not DBNull ? value : null;
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Command(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes every row out. Nothing may refer to them.</summary>
    public Task ClearAsync(StoredTable table, CancellationToken cancellationToken) =>
        ExecuteAsync(IsPostgres ? $"TRUNCATE \"{table.Name}\"" : $"DELETE FROM \"{table.Name}\"", cancellationToken);

    public DbCommand Command(string sql)
    {
        var command = Connection.CreateCommand();
#pragma warning disable CA2100 // Made of constants and of the model's own names.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = IsPostgres ? 0 : SqliteSeconds;
        command.Transaction = _transaction;
        return command;
    }

    /// <summary>Like <see cref="FreezeAsync"/>, and until the end nobody else writes to the file either.</summary>
    public void HoldFile() => _transaction = ((SqliteConnection)Connection).BeginTransaction(deferred: false);

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
            await _transaction.DisposeAsync();

        await _db.DisposeAsync();
    }

    private static async Task<Store> OpenAsync(ChatDbContext db, CancellationToken cancellationToken)
    {
        try
        {
            await db.Database.OpenConnectionAsync(cancellationToken);
            return new Store(db);
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }
}
