using System.CommandLine;
using System.Diagnostics;
using Loquat.Chat.Maintenance;
using Loquat.Server.Configuration;

namespace Loquat.Server.Commands;

/// <summary>`loquat move --to CONNECTION`: from the file in the data folder to PostgreSQL.</summary>
internal static class MoveCommand
{
    private static readonly Option<string> To = new("--to")
    {
        Description = "Connection string of an empty PostgreSQL database",
        HelpName = "CONNECTION",
        Required = true,
    };

    public static Command Create()
    {
        var command = new Command("move", "Copy everything from the SQLite file into PostgreSQL and compare; interrupted, it goes on when run again") { To };
        command.SetChatAction(async (parsed, services, cancellationToken) =>
        {
            var move = services.GetRequiredService<MoveToPostgres>();
            var result = await ProgressBar.ShowAsync("Rows", bar => move.ExecuteAsync(parsed.GetRequiredValue(To), bar, cancellationToken));
            return result switch
            {
                MoveToPostgres.Result.Moved moved => BackupCommand.Tell(
                    moved.Tables,
                    $"Moved; both sides are equal. Start the server with ConnectionStrings__{nameof(ConnectionStringOptions.Chat)} set to it. The old file is as it was, and the folder of files stays where it is."),
                MoveToPostgres.Result.Refused refused => BackupCommand.Refuse(refused.Reason),
                _ => throw new UnreachableException(),
            };
        });
        return command;
    }
}
