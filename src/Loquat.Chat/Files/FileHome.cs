using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace Loquat.Chat.Files;

/// <summary>
/// Whether the folder of this node is the one with this database's files. Asked before each file that is brought and before anything is deleted:
/// a folder that is not mounted takes in nothing, and a folder of somebody else loses nothing.
/// </summary>
public sealed class FileHome(ChatDatabase database, ContentFolder folder, ILogger<FileHome> logger)
{
    private string? _name;
    private bool _isAway;

    public async Task<bool> IsHereAsync(CancellationToken cancellationToken)
    {
        var name = _name ??= await FindNameAsync(cancellationToken);
        var isHere = folder.ReadMark() == name;
        if (isHere == _isAway)
            Tell(isHere, name);

        return isHere;
    }

    private void Tell(bool isHere, string name)
    {
        _isAway = !isHere;
        if (isHere)
            logger.FolderIsBack(folder.Root);
        else
            logger.FolderIsAnother(folder.Root, name, ContentFolder.MarkFile);
    }

    private async Task<string> FindNameAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        if (await ReadNameAsync(connection, cancellationToken) is not { } known)
            return await GiveNameAsync(connection, cancellationToken);

        // Whoever copies a SQLite file that knows of no files has not lost any.
        if (!database.IsPostgres && folder.ReadMark() is null && await HasNoFilesAsync(connection, cancellationToken))
            folder.WriteMark(known);

        return known;
    }

    /// <summary>The first node names the folder that it has. The others wait for it here, and find the name.</summary>
    private async Task<string> GiveNameAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var name = FolderName.NewName();
        await using var insert = CommandFor(connection, $"INSERT INTO file_folder (id, name) VALUES (1, '{name}') ON CONFLICT (id) DO NOTHING");
        insert.Transaction = transaction;
        if (await insert.ExecuteNonQueryAsync(cancellationToken) == 1)
        {
            // A folder that has a name is somebody else's.
            if (folder.ReadMark() is null)
                folder.WriteMark(name);

            await transaction.CommitAsync(cancellationToken);
            return name;
        }

        await transaction.CommitAsync(cancellationToken);
        return (await ReadNameAsync(connection, cancellationToken))!;
    }

    private static async Task<string?> ReadNameAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = CommandFor(connection, "SELECT name FROM file_folder WHERE id = 1");
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task<bool> HasNoFilesAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = CommandFor(connection, "SELECT 1 FROM files LIMIT 1");
        return await command.ExecuteScalarAsync(cancellationToken) is null;
    }

    private static DbCommand CommandFor(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants, and a name that was drawn here.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
