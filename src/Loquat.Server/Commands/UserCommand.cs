using System.CommandLine;
using System.CommandLine.Parsing;
using Loquat.Chat.Users;

namespace Loquat.Server.Commands;

/// <summary>`loquat user add|list|password|role`: accounts.</summary>
internal static class UserCommand
{
    // Options of words and not of the enumeration: every command is made at every start, and the engine's should not load the chat for it.
    private const string Roles = $"{nameof(UserRole.Administrator)}|{nameof(UserRole.Member)}|{nameof(UserRole.Owner)}";

    private static readonly Option<bool> PasswordFromStandardInput = new("--password-stdin")
    {
        Description = "Read the password from the first line of the standard input instead of asking",
    };

    public static Command Create() => new("user", "Accounts") { Add(), List(), Password(), Role() };

    private static Command Add()
    {
        var name = Name();
        var role = new Option<string>("--role") { Description = "What they may do beyond talking", HelpName = Roles, DefaultValueFactory = _ => nameof(UserRole.Member) };
        role.Validators.Add(CheckRole);
        var command = new Command("add", "Make an account") { name, role, PasswordFromStandardInput };
        command.SetChatAction(async (parsed, services, cancellationToken) =>
        {
            if (PasswordInput.Read(parsed.GetValue(PasswordFromStandardInput)) is not { } password)
                return ExitCode.Failed;

            var add = services.GetRequiredService<AddUser>();
            switch (await add.ExecuteAsync(parsed.GetRequiredValue(name), password, cancellationToken, RoleOf(parsed.GetRequiredValue(role))))
            {
                case AddUser.Result.Added added:
                    Console.WriteLine($"Added {added.Username} with id {added.UserId}.");
                    return ExitCode.Ok;
                case AddUser.Result.Refused refused:
                    return Refuse([.. refused.Reasons.Select(reason => reason.Description)]);
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Show all accounts");
        command.SetChatAction(async (_, services, cancellationToken) =>
        {
            var users = await services.GetRequiredService<ListUsers>().ExecuteAsync(cancellationToken);
            Tables.Write(["id", "username", "role", "created"], users.Select(user => new object?[] { user.Id, user.Username, user.Role, user.Created }));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Password()
    {
        var name = Name();
        var command = new Command("password", "Set another password and end all sign-ins of the account") { name, PasswordFromStandardInput };
        command.SetChatAction(async (parsed, services, cancellationToken) =>
        {
            if (PasswordInput.Read(parsed.GetValue(PasswordFromStandardInput)) is not { } password)
                return ExitCode.Failed;

            var username = parsed.GetRequiredValue(name);
            switch (await services.GetRequiredService<SetPassword>().ExecuteAsync(username, password, cancellationToken))
            {
                case SetPassword.Result.Changed:
                    Console.WriteLine($"{username} has another password and is signed out everywhere.");
                    return ExitCode.Ok;
                case SetPassword.Result.Refused refused:
                    return Refuse(refused.Reasons);
                default:
                    return Refuse([$"There is no user {username}."]);
            }
        });
        return command;
    }

    private static Command Role()
    {
        var name = Name();
        var role = new Argument<string>("ROLE") { Description = "What they may do beyond talking", HelpName = Roles };
        role.Validators.Add(CheckRole);
        var command = new Command("role", "Say what somebody may do beyond talking") { name, role };
        command.SetChatAction(async (parsed, services, cancellationToken) =>
        {
            var (username, wanted) = (parsed.GetRequiredValue(name), RoleOf(parsed.GetRequiredValue(role)));
            if (!await services.GetRequiredService<SetRole>().ExecuteAsync(username, wanted, cancellationToken))
                return Refuse([$"There is no user {username}."]);

            Console.WriteLine($"{username} is {wanted} now.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static void CheckRole(SymbolResult result)
    {
        foreach (var token in result.Tokens.Where(token => !Enum.TryParse<UserRole>(token.Value, ignoreCase: true, out _)))
            result.AddError($"'{token.Value}' is no role: {Roles}.");
    }

    private static UserRole RoleOf(string name) => Enum.Parse<UserRole>(name, ignoreCase: true);

    private static Argument<string> Name() => new("NAME") { Description = "The username" };

    private static int Refuse(IReadOnlyList<string> reasons)
    {
        CommandRun.Refuse(reasons);
        return ExitCode.Failed;
    }
}
