using System.CommandLine;
using Loquat.Chat;
using Loquat.Chat.Search;

namespace Loquat.Server.Commands;

/// <summary>`loquat db`: the database.</summary>
internal static class DbCommand
{
    public static Command Create() => new("db", "The database")
    {
        Migrate(),
        List(),
        Table(),
        SeedCommand.Create(),
        CheckCommand.Create(),
        Reindex(),
        BackupCommand.CreateBackup(),
        BackupCommand.CreateRestore(),
    };

    private static Command Migrate()
    {
        var command = new Command("migrate", "Make the database, or bring it to this program's schema; the server does it by itself when it starts");
        command.SetChatAction(async (_, services, cancellationToken) =>
        {
            var applied = await services.GetRequiredService<ChatDatabase>().MigrateAsync(cancellationToken);
            Console.WriteLine(applied.Count == 0 ? "Nothing to do." : string.Join('\n', applied.Select(name => $"Applied {name}.")));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Reindex()
    {
        var command = new Command("reindex", "Make the index of words anew, which finds messages; may run beside the server");
        command.SetChatAction(async (_, services, cancellationToken) =>
        {
            await services.GetRequiredService<RebuildIndex>().ExecuteAsync(cancellationToken);
            Console.WriteLine("Done.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Show the tables and how many rows they have");
        command.SetChatAction(async (_, services, cancellationToken) =>
        {
            var tables = await services.GetRequiredService<ChatDatabase>().ListTablesAsync(cancellationToken);
            Tables.Write(["table", "rows", "bytes"], tables.Select(table => new object?[] { table.Name, table.Rows, table.Bytes }));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Table()
    {
        var name = new Argument<string>("NAME") { Description = "As `db list` shows it" };
        var limit = new Option<int>("--limit") { Description = "Rows to show, the first ones by key", DefaultValueFactory = _ => 20 };
        var command = new Command("table", "Show rows of a table; secrets are masked") { name, limit };
        command.SetChatAction(async (parsed, services, cancellationToken) =>
        {
            var database = services.GetRequiredService<ChatDatabase>();
            if (await database.ReadTableAsync(parsed.GetRequiredValue(name), parsed.GetValue(limit), cancellationToken) is not { } table)
            {
                CommandRun.Refuse([$"There is no table {parsed.GetRequiredValue(name)}."]);
                return ExitCode.Failed;
            }

            Tables.Write(table.Columns, table.Rows.Select(row => row.ToArray<object?>()));
            return ExitCode.Ok;
        });
        return command;
    }
}
