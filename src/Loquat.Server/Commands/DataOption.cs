using System.CommandLine;
using Loquat.Server.Configuration;

namespace Loquat.Server.Commands;

/// <summary>`--data DIR`, which every command understands.</summary>
internal static class DataOption
{
    public static readonly Option<string?> Option = new("--data")
    {
        Description = "Folder of the database, the files and the keys [default: ./data]",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>The flags of a command as configuration.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Flags(ParseResult parsed) =>
        parsed.GetValue(Option) is { } folder ? [new($"{ServerOptions.Section}:{nameof(ServerOptions.Data)}", folder)] : [];
}
