using System.Data.Common;
using Loquat.Chat;
using Microsoft.Data.Sqlite;

namespace Loquat.Faults.Databases;

/// <summary>A data folder with a SQLite file, on a small disk of its own if that can be had.</summary>
internal sealed class SqliteFolder : IDatabase
{
    private const string FileName = "loquat.db";
    private readonly string _folder;

    private SqliteFolder(string folder, SmallDisk? disk) => (_folder, Disk) = (folder, disk);

    public int? Port => null;

    public SmallDisk? Disk { get; }

    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Where it is if nothing else is said: on the same small disk.</summary>
    public string FilesFolder => Path.Combine(_folder, "files");

    public static async Task<SqliteFolder> CreateAsync(string folder, int megabytes)
    {
        Directory.CreateDirectory(folder);
        return new SqliteFolder(folder, await SmallDisk.TryMountAsync(folder, megabytes));
    }

    public void Configure(ChatOptions options) => options.DataDirectory = _folder;

    public IReadOnlyDictionary<string, string> SettingsFor(int? port) => new Dictionary<string, string> { ["Loquat__Data"] = _folder };

    public async Task<DbConnection> OpenAsync()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, FileName)};Pooling=False;Default Timeout=30");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Copies the file as it lies there, with the log beside it, and opens the copy: what a crash left is read and not mended.</summary>
    public async Task<DbConnection> OpenCopyAsync(string folder)
    {
        // A log that an earlier copy left would be taken for this one's.
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);

        CopyTo(folder);
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, FileName)};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }

    public void CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(_folder, FileName + "*"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
    }

    public Task KillAsync() => Task.CompletedTask;

    public Task ReviveAsync()
    {
        Disk?.Free();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (Disk is not null)
            await Disk.DisposeAsync();
        Turn.Dispose();
    }
}
