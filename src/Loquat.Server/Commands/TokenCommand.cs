using System.CommandLine;
using Loquat.Chat.Users;

namespace Loquat.Server.Commands;

/// <summary>`loquat token list|revoke`: where somebody is signed in.</summary>
internal static class TokenCommand
{
    public static Command Create() => new("token", "Sign-ins") { List(), Revoke() };

    private static Command List()
    {
        var name = new Argument<string>("NAME") { Description = "Whose sign-ins" };
        var command = new Command("list", "Show where somebody is signed in") { name };
        command.SetChatAction(async (parsed, services, cancellationToken) =>
        {
            if (await FindAsync(services, parsed.GetRequiredValue(name), cancellationToken) is not { } user)
                return ExitCode.Failed;

            var tokens = await services.GetRequiredService<ListTokens>().ExecuteAsync(user.Id, cancellationToken);
            Tables.Write(
                ["id", "device", "created", "last used", "expires"],
                tokens.Select(token => new object?[] { token.Id, token.Device, token.Created, token.LastUsed, token.ExpiresAt }));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Revoke()
    {
        var name = new Argument<string>("NAME") { Description = "Whose sign-in" };
        var id = new Argument<long?>("ID") { Description = "Which one, as `token list` shows it; all of them if left out", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("revoke", "End sign-ins; a running server closes their connections within seconds") { name, id };
        command.SetChatAction(async (parsed, services, cancellationToken) =>
        {
            if (await FindAsync(services, parsed.GetRequiredValue(name), cancellationToken) is not { } user)
                return ExitCode.Failed;

            if (parsed.GetValue(id) is not { } token)
            {
                Console.WriteLine($"Ended {await services.GetRequiredService<RevokeAllTokens>().ExecuteAsync(user.Id, cancellationToken)} sign-ins.");
                return ExitCode.Ok;
            }
            if (await services.GetRequiredService<RevokeToken>().ExecuteAsync(user.Id, token, cancellationToken))
            {
                Console.WriteLine($"Ended sign-in {token}.");
                return ExitCode.Ok;
            }
            CommandRun.Refuse([$"{user.Username} has no living sign-in {token}."]);
            return ExitCode.Failed;
        });
        return command;
    }

    private static async Task<UserView?> FindAsync(IServiceProvider services, string name, CancellationToken cancellationToken)
    {
        var users = await services.GetRequiredService<ListUsers>().ExecuteAsync(cancellationToken);
        var found = users.FirstOrDefault(user => user.Username.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (found is null)
            CommandRun.Refuse([$"There is no user {name}."]);
        return found;
    }
}
