using System.Data.Common;
using Loquat.Chat;
using Loquat.Chat.Files;

namespace Loquat.Faults.Databases;

/// <summary>The one database of a run, and what can be done to it.</summary>
internal interface IDatabase : IAsyncDisposable
{
    /// <summary>Of the server on the loopback; null where there is none, and the nodes open a file.</summary>
    int? Port { get; }

    /// <summary>The disk below the data, if it is one that can be filled.</summary>
    SmallDisk? Disk { get; }

    /// <summary>Held by the fault that hurts the database.</summary>
    SemaphoreSlim Turn { get; }

    /// <summary>Where the nodes keep what files hold: one folder for all of them.</summary>
    string FilesFolder { get; }

    /// <summary>Where the chat is, for work on it that no fault disturbs.</summary>
    void Configure(ChatOptions options);

    void ConfigureFiles(FilesOptions options) => options.Folder = FilesFolder;

    /// <summary>What a node is told.</summary>
    /// <param name="port">Where it finds the server: a proxy's.</param>
    IReadOnlyDictionary<string, string> SettingsFor(int? port);

    /// <summary>An open connection past every proxy, for reading what is there.</summary>
    Task<DbConnection> OpenAsync();

    /// <summary>Ends the server's processes at once; does nothing where there is none.</summary>
    Task KillAsync();

    /// <summary>Makes it answer again, whatever happened to it.</summary>
    Task ReviveAsync();
}
