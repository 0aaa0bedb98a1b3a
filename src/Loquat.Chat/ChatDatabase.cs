using System.Data.Common;
using Loquat.Chat.Database;
using Loquat.Chat.Log;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Loquat.Chat;

/// <summary>Which database holds the chat, and how to reach it: PostgreSQL if a connection string says so, else a file in the data folder.</summary>
public sealed class ChatDatabase : IAsyncDisposable
{
    internal const string ApplicationName = "loquat";

    private const string FileName = "loquat.db";

    private readonly ChatOptions _options;
    private readonly ILogger<ChatDatabase> _logger;
    private readonly SqlitePragmas _pragmas;
    private readonly NpgsqlDataSource? _postgres;

    public ChatDatabase(ChatOptions options, ILogger<ChatDatabase> logger)
    {
        _options = options;
        _logger = logger;
        _pragmas = new SqlitePragmas(options.DatabaseTimeout);
        if (!string.IsNullOrWhiteSpace(options.ConnectionString))
            _postgres = CreateDataSource(options.ConnectionString, CommandTimeoutSeconds);
    }

    /// <summary>Names this process to the others that share the database; new with each start.</summary>
    public string NodeId { get; } = Guid.NewGuid().ToString("N")[..16];

    public bool IsPostgres => _postgres is not null;

    /// <summary>The SQLite file, also where PostgreSQL makes it unused.</summary>
    public string FilePath => Path.GetFullPath(Path.Combine(_options.DataDirectory, FileName));

    /// <summary>Held by whoever changes the schema. Like every lock in the data folder an empty file that its owner alone sees into.</summary>
    internal string MigrationLock => Path.Combine(Path.GetDirectoryName(FilePath)!, ".migration.lock");

    // The drivers count in whole seconds.
    private int CommandTimeoutSeconds => Math.Max(1, (int)Math.Ceiling(_options.DatabaseTimeout.TotalSeconds));

    internal NpgsqlDataSource Postgres => _postgres ?? throw new InvalidOperationException("The database is not PostgreSQL.");

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
            return;
        }

        // The last connection to close empties the journal into the file: who stops a server finds one whole file.
        await using var connection = new SqliteConnection(SqliteConnectionString);
        SqliteConnection.ClearPool(connection);
    }

    /// <summary>
    /// Makes the database if it is not there and brings it to this program's schema; says which migrations that took. Safe when several
    /// processes start at once.
    /// </summary>
    public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken) =>
        new Schema(this, _logger).MigrateAsync(cancellationToken);

    /// <summary>
    /// Takes the file in the data folder for this process alone, until disposed: a server while it runs, and whoever replaces the file. Null
    /// if another process has it. What is in PostgreSQL needs nobody's claim.
    /// </summary>
    public IDisposable? TryClaimFile()
    {
        CreateFolder();
        return FileLock.TryTake(Path.Combine(Path.GetDirectoryName(FilePath)!, ".server.lock"));
    }

    public async Task<IReadOnlyList<TableSummary>> ListTablesAsync(CancellationToken cancellationToken)
    {
        await using var db = CreateContext();
        return await Tables.ListAsync(db, cancellationToken);
    }

    /// <summary>The first rows by key, with secrets masked. Null if there is no such table.</summary>
    public async Task<TableRows?> ReadTableAsync(string name, int limit, CancellationToken cancellationToken)
    {
        await using var db = CreateContext();
        return await Tables.ReadAsync(db, name, limit, cancellationToken);
    }

    /// <summary>A connection for appending to the log: one for the writer, one for whoever imports.</summary>
    internal ILogStore OpenLogStore() => _postgres is { } source ? new PostgresLogStore(source, NodeId) : new SqliteLogStore(this, new WalCheckpoints(this));

    /// <summary>Part of the context's transaction: other nodes hear that a thread has grown when it commits.</summary>
    internal async Task WakeOthersAsync(ChatDbContext db, long threadId, LogPosition top, CancellationToken cancellationToken)
    {
        if (!IsPostgres)
            return;

        foreach (var payload in LogNotification.Write(NodeId, top.Epoch, [(threadId, top.Offset)]))
            await db.Database.ExecuteSqlAsync($"SELECT pg_notify({LogNotification.Channel}, {payload})", cancellationToken);
    }

    /// <summary>A context outside of the pool, for what runs before and beside the host.</summary>
    internal ChatDbContext CreateContext()
    {
        var builder = new DbContextOptionsBuilder<ChatDbContext>();
        Configure(builder);
        return new ChatDbContext(builder.Options);
    }

    /// <summary>
    /// An open connection for what a server asks before it lets anybody in. EF Core takes longer to get ready than all of the rest of a start;
    /// the first visitor's first query can wait for it instead.
    /// </summary>
    internal async Task<DbConnection> OpenAsync(CancellationToken cancellationToken) =>
        IsPostgres ? await OpenPostgresAsync(cancellationToken) : OpenSqlite(SqliteConnectionString);

    // Apart, so that a server on SQLite does not load the other driver.
    private async Task<DbConnection> OpenPostgresAsync(CancellationToken cancellationToken) => await Postgres.OpenConnectionAsync(cancellationToken);

    internal void Configure(DbContextOptionsBuilder builder)
    {
        IgnoreMissingSnapshot(builder);
        LeaveFailuresToTheCaller(builder);
        if (_postgres is not null)
            builder.UseNpgsql(_postgres);
        else
            builder.UseSqlite(SqliteConnectionString, sqlite => sqlite.CommandTimeout(CommandTimeoutSeconds)).AddInterceptors(new PragmasOnOpen(_pragmas));
    }

    // The tests compare the migrated schema with the model, which a generated snapshot would be there for.
    internal static void IgnoreMissingSnapshot(DbContextOptionsBuilder builder) =>
        builder.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));

    // Whatever fails is thrown as well. Whoever catches it says so, and once where it would be the same for each of a thousand calls.
    private static void LeaveFailuresToTheCaller(DbContextOptionsBuilder builder) =>
        builder.ConfigureWarnings(warnings => warnings.Log(
            (RelationalEventId.ConnectionError, LogLevel.Debug),
            (RelationalEventId.CommandError, LogLevel.Debug),
            (RelationalEventId.TransactionError, LogLevel.Debug),
            (CoreEventId.QueryIterationFailed, LogLevel.Debug),
            (CoreEventId.SaveChangesFailed, LogLevel.Debug)));

    /// <summary>
    /// An open connection outside of EF Core and outside of the pool: disposing it closes the file, which surely ends an unfinished
    /// transaction.
    /// </summary>
    internal SqliteConnection OpenSqlite() =>
        OpenSqlite(new SqliteConnectionStringBuilder(SqliteConnectionString) { Pooling = false }.ToString());

    private SqliteConnection OpenSqlite(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            _pragmas.Apply(connection);
            return connection;
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Makes the folder and the file, both for their owner's eyes only. The file's companions take its rights.</summary>
    internal void CreateFile()
    {
        CreateFolder();
        OwnFile.Create(FilePath);
    }

    private void CreateFolder() => OwnFile.CreateFolder(Path.GetDirectoryName(FilePath)!);

    private string SqliteConnectionString => new SqliteConnectionStringBuilder
    {
        DataSource = FilePath,
        // Bounds the waiting for locks, and no statement that runs. None needs a bound that a server runs: they read by an index and as far as a limit, and the only
        // two that look through a table, for a part of a name, do so among rooms and people.
        DefaultTimeout = CommandTimeoutSeconds,
    }.ToString();

    private static NpgsqlDataSource CreateDataSource(string connectionString, int commandTimeoutSeconds)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        // ContainsKey is true for every word the driver knows; Keys holds those that were said, by their full names.
        var said = settings.Keys.Cast<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (!said.Contains("Command Timeout"))
            settings.CommandTimeout = commandTimeoutSeconds;
        if (!said.Contains("Timeout"))
            settings.Timeout = commandTimeoutSeconds;

        // Who is connected, for the server's own list of sessions and for whoever must be alone.
        if (!said.Contains("Application Name"))
            settings.ApplicationName = $"{ApplicationName} {Environment.MachineName} {Environment.ProcessId}";

        // PostgreSQL grants a hundred connections unless told otherwise: a few nodes must find room there, and more than these only queue
        // inside of it instead of here.
        if (!said.Contains("Maximum Pool Size"))
            settings.MaxPoolSize = 24;

        // The same few statements for ever: the server plans each of them once per connection.
        if (!said.Contains("Max Auto Prepare"))
            settings.MaxAutoPrepare = 64;

        settings.AutoPrepareMinUsages = 2;
        return NpgsqlDataSource.Create(settings);
    }
}
