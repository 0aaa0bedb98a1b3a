using Spectre.Console;

namespace Loquat.Server.Commands;

/// <summary>Asks for a password. Never an argument: those are in the shell's history and in everybody's list of processes.</summary>
internal static class PasswordInput
{
    /// <summary>Null, after saying why, if no password was given.</summary>
    public static string? Read(bool fromStandardInput)
    {
        if (fromStandardInput)
            return FirstLine();
        if (Console.IsInputRedirected)
        {
            Console.Error.WriteLine("loquat: there is nobody to ask for a password; pass it with --password-stdin.");
            return null;
        }

        var password = AnsiConsole.Prompt(new TextPrompt<string>("Password:").Secret());
        if (password == AnsiConsole.Prompt(new TextPrompt<string>("Again:").Secret()))
            return password;

        Console.Error.WriteLine("loquat: the two passwords differ.");
        return null;
    }

    private static string? FirstLine()
    {
        if (Console.In.ReadLine() is { Length: > 0 } line)
            return line;

        Console.Error.WriteLine("loquat: the standard input holds no password.");
        return null;
    }
}
