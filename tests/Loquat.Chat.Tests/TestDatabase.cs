using Loquat.Testing;
using Microsoft.Data.Sqlite;

namespace Loquat.Chat.Tests;

/// <summary>A fresh database of one kind, gone after the test.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    public abstract Task CreateAsync();

    public abstract void Configure(ChatOptions options);

    /// <summary>Where the content of its files lies, whichever node asks.</summary>
    public string FilesFolder { get; } = Path.Combine(Path.GetTempPath(), $"loquat-files-{Guid.NewGuid():N}");

    /// <summary>From here on nothing can be written, as when somebody else holds the database or it is down.</summary>
    public abstract Task BreakAsync();

    public abstract Task HealAsync();

    public abstract ValueTask DisposeAsync();

    protected void RemoveFiles()
    {
        if (Directory.Exists(FilesFolder))
            Directory.Delete(FilesFolder, recursive: true);
    }
}

public sealed class SqliteFile : TestDatabase
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"loquat-chat-{Guid.NewGuid():N}");
    private SqliteConnection? _intruder;

    public string Folder => _folder;

    public override Task CreateAsync() => Task.CompletedTask;

    public override void Configure(ChatOptions options) => options.DataDirectory = _folder;

    public override async Task BreakAsync()
    {
        _intruder = new SqliteConnection($"Data Source={Path.Combine(_folder, "loquat.db")};Pooling=False");
        await _intruder.OpenAsync();
        await using var command = _intruder.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        await command.ExecuteNonQueryAsync();
    }

    public override async Task HealAsync()
    {
        await _intruder!.DisposeAsync();
        _intruder = null;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_intruder is not null)
            await _intruder.DisposeAsync();

        SqliteConnection.ClearAllPools();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);

        RemoveFiles();
    }
}

/// <summary>The server drops it with the others.</summary>
public sealed class PostgresDatabase(PostgresServer server) : TestDatabase
{
    private string? _connectionString;

    public string ConnectionString => _connectionString ?? throw new InvalidOperationException("Not created yet.");

    public override async Task CreateAsync() => _connectionString = await server.CreateDatabaseAsync();

    public override void Configure(ChatOptions options) => options.ConnectionString = ConnectionString;

    public override Task BreakAsync() => server.StopAsync();

    public override Task HealAsync() => server.StartAsync();

    public override ValueTask DisposeAsync()
    {
        RemoveFiles();
        return ValueTask.CompletedTask;
    }
}
