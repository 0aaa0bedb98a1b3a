using System.CommandLine;
using System.Globalization;
using Loquat.Chat.Maintenance;
using Loquat.Server.Hosting;

namespace Loquat.Server.Commands;

/// <summary>`loquat db backup FILE` and `loquat db restore FILE`.</summary>
internal static class BackupCommand
{
    private static readonly Argument<string> File = new("FILE") { Description = "One SQLite file with everything, whichever database it is of" };

    public static Command CreateBackup()
    {
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace FILE if it is there" };
        var command = new Command("backup", "Write everything into one file, while the server runs; keep it where only you can read it") { File, overwrite };
        command.SetChatAction(async (parsed, services, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(File);
            var backUp = services.GetRequiredService<BackUp>();
            var result = await ProgressBar.ShowAsync(
                "Rows", bar => backUp.ExecuteAsync(path, [DataFolder.KeysFolder], parsed.GetValue(overwrite), bar, cancellationToken));
            return result switch
            {
                BackUp.Result.Written { Missing: > 0 } written => TellMissing(
                    Tell(written.Tables, $"Wrote {Path.GetFullPath(path)}, {written.Bytes} bytes."), written.Missing),
                BackUp.Result.Written written => Tell(written.Tables, $"Wrote {Path.GetFullPath(path)}, {written.Bytes} bytes."),
                BackUp.Result.Refused refused => Refuse(refused.Reason),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });
        return command;
    }

    public static Command CreateRestore()
    {
        var verify = new Option<bool>("--verify") { Description = "Only read the backup from end to end and say whether it is sound" };
        var overwrite = new Option<bool>("--overwrite") { Description = "Also where there is a chat already; a file is kept under another name" };
        var command = new Command("restore", "Make the chat what it was when a backup was written; the server has to be stopped") { File, verify, overwrite };
        command.SetChatAction((parsed, services, cancellationToken) => parsed.GetValue(verify)
            ? VerifyAsync(parsed.GetRequiredValue(File), cancellationToken)
            : RestoreAsync(parsed.GetRequiredValue(File), parsed.GetValue(overwrite), services, cancellationToken));
        return command;
    }

    /// <summary>The tables with their rows and hashes, and what it all came to.</summary>
    public static int Tell(IReadOnlyList<CopiedTable> tables, string conclusion)
    {
        Tables.Write(["table", "rows", "sha256"], tables.Select(table => new object?[] { table.Name, table.Rows, table.Hash }));
        Console.WriteLine(conclusion);
        return ExitCode.Ok;
    }

    /// <summary>The backup is good for everything else, and somebody has to know.</summary>
    private static int TellMissing(int code, int missing)
    {
        Console.Error.WriteLine($"loquat: The content of {missing} files was not in the folder; `loquat db check` names them.");
        return code;
    }

    public static int Refuse(string reason)
    {
        CommandRun.Refuse([reason]);
        return ExitCode.Failed;
    }

    private static async Task<int> VerifyAsync(string path, CancellationToken cancellationToken)
    {
        var result = await VerifyBackup.ExecuteAsync(path, found => Console.WriteLine(found), cancellationToken);
        if (result.Created is { } created)
            Tell(result.Tables, string.Create(CultureInfo.InvariantCulture, $"Written at {created.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z."));

        return CheckCommand.Tell(result.Summary);
    }

    private static async Task<int> RestoreAsync(string path, bool overwrite, IServiceProvider services, CancellationToken cancellationToken)
    {
        var restore = services.GetRequiredService<RestoreBackup>();
        var result = await ProgressBar.ShowAsync(
            "Rows", bar => restore.ExecuteAsync(path, overwrite, found => Console.Error.WriteLine(found), bar, cancellationToken));
        return result switch
        {
            RestoreBackup.Result.Restored { Kept: { } kept } restored => Tell(restored.Tables, $"Restored. The file that was there is now {kept}."),
            RestoreBackup.Result.Restored restored => Tell(restored.Tables, "Restored."),
            RestoreBackup.Result.Refused refused => Refuse(refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
