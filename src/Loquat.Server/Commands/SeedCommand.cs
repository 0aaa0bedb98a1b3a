using System.CommandLine;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Loquat.Chat;
using Loquat.Chat.Seeding;
using Loquat.Chat.Users;
using Loquat.Server.Accounts;
using Microsoft.AspNetCore.Identity;
using Spectre.Console;

namespace Loquat.Server.Commands;

/// <summary>`loquat db seed`: made-up people, threads and messages.</summary>
internal static class SeedCommand
{
    private static readonly Option<long> Messages = Count<long>("--messages", "Messages, spread over the new threads", 1000);
    private static readonly Option<int> Threads = Count("--threads", "Threads", 5);
    private static readonly Option<int> Users = Count("--users", "People; nobody can sign in as one of them, except in a demo", 10);
    private static readonly Option<int> Seed = new("--seed") { Description = "The same number makes the same words again", DefaultValueFactory = _ => 1 };

    public static Command Create()
    {
        var command = new Command("seed", "Add made-up people, threads and messages") { Messages, Threads, Users, Seed };
        command.SetChatAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<ChatDatabase>().MigrateAsync(cancellationToken);
        var (messages, seed) = (parsed.GetValue(Messages), parsed.GetValue(Seed));
        var isDemo = (await services.GetRequiredService<DemoAccounts>().FindAsync(cancellationToken)).Count > 0;
        var rooms = isDemo ? services.GetRequiredService<SeedRooms>() : ActivatorUtilities.CreateInstance<SeedRooms>(services, new UnknownPassword());
        var threads = await rooms.ExecuteAsync(parsed.GetValue(Users), parsed.GetValue(Threads), seed, cancellationToken);
        if (threads.Count == 0 && messages > 0)
        {
            CommandRun.Refuse(["Messages need threads: ask for at least one with --threads."]);
            return ExitCode.Failed;
        }

        await WithProgressAsync(messages, progress => services.GetRequiredService<SeedMessages>().ExecuteAsync(threads, messages, seed, progress, cancellationToken));
        Console.WriteLine($"Added {parsed.GetValue(Users)} people, {threads.Count} threads and {messages} messages.");
        return ExitCode.Ok;
    }

    private static Task WithProgressAsync(long total, Func<IProgress<long>, Task> work)
    {
        if (total == 0)
            return Task.CompletedTask;

        return AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(progress => work(new Bar(progress.AddTask("Messages", maxValue: total))));
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

    /// <summary>In a real database nobody may have a password that everybody knows: so these have one that nobody does.</summary>
    private sealed class UnknownPassword : IPasswordHasher<User>
    {
        private readonly PasswordHasher<User> _hasher = new();

        public string HashPassword(User user, string password) =>
            _hasher.HashPassword(user, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));

        public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword) =>
            _hasher.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }

    /// <summary>Unlike <see cref="Progress{T}"/> it draws in the order of the reports.</summary>
    private sealed class Bar(ProgressTask task) : IProgress<long>
    {
        public void Report(long value) => task.Value = value;
    }
}
