using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Loquat.Chat;
using Loquat.Chat.Seeding;
using Loquat.Chat.Setup;
using Loquat.Server.Accounts;

namespace Loquat.Server.Commands;

/// <summary>`loquat db seed`: made-up people, threads and messages.</summary>
internal static class SeedCommand
{
    private static readonly Option<long> Messages = Count<long>("--messages", "Messages, spread over the new threads", 1000);
    private static readonly Option<int> Threads = Count("--threads", "Threads", 5);
    private static readonly Option<int> Users = Count("--users", "People; nobody can sign in as one of them, except in a demo", 10);
    private static readonly Option<int> Members = Count("--members", "How many of the people join the first of the new threads", 0);
    private static readonly Option<int> Seed = new("--seed") { Description = "The same number makes the same words again", DefaultValueFactory = _ => 1 };

    public static Command Create()
    {
        var command = new Command("seed", "Add made-up people, threads and messages") { Messages, Threads, Users, Members, Seed };
        command.SetChatAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<ChatDatabase>().MigrateAsync(cancellationToken);
        var (messages, seed) = (parsed.GetValue(Messages), parsed.GetValue(Seed));
        var isDemo = (await services.GetRequiredService<DemoAccounts>().FindAsync(cancellationToken)).Count > 0;
        var password = isDemo ? DemoContent.Password : null;
        var threads = await services.GetRequiredService<SeedRooms>()
            .ExecuteAsync(parsed.GetValue(Users), parsed.GetValue(Threads), seed, password, cancellationToken);
        if (threads.Count == 0 && messages > 0)
        {
            CommandRun.Refuse(["Messages need threads: ask for at least one with --threads."]);
            return ExitCode.Failed;
        }

        if (parsed.GetValue(Members) is > 0 and var members && threads is [var first, ..])
            await services.GetRequiredService<SeedMembers>().ExecuteAsync(first, members, cancellationToken);
        var posts = services.GetRequiredService<SeedMessages>();
        await WithProgressAsync(messages, progress => posts.ExecuteAsync(threads, messages, seed, progress, cancellationToken));
        Console.WriteLine($"Added {parsed.GetValue(Users)} people, {threads.Count} threads and {messages} messages.");
        return ExitCode.Ok;
    }

    private static Task WithProgressAsync(long total, Func<IProgress<long>, Task> work)
    {
        if (total == 0)
            return Task.CompletedTask;

        return ProgressBar.ShowAsync("Messages", async bar =>
        {
            await work(bar.Of(total));
            return total;
        });
    }

    private static Option<T> Count<T>(string name, string description, T byDefault) where T : struct, INumber<T>
    {
        var option = new Option<T>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            // What is no number at all has its own message already.
            if (result.Tokens is [{ Value: var text }] && T.TryParse(text, CultureInfo.InvariantCulture, out var count) && count < T.Zero)
                result.AddError($"{name} must not be negative.");
        });
        return option;
    }
}
