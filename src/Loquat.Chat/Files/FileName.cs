using Loquat.Chat.Messages;

namespace Loquat.Chat.Files;

/// <summary>What a file may be called. The name is shown and offered to whoever downloads it, and names nothing on the server's disk.</summary>
internal static class FileName
{
    // Turn the direction of what follows: "exe.gnp" could be read as another kind of file than it is.
    private static readonly HashSet<char> Turns = ['\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069'];

    /// <summary>What is left of a path: folders are nobody's business.</summary>
    public static string WithoutFolders(string name) => name[(name.LastIndexOfAny(['/', '\\']) + 1)..].Trim();

    /// <summary>Null if it is fine.</summary>
    public static Reason? WhyRefused(string name) =>
        PlainText.WhyRefused(name, StoredFile.MaxNameLength) is not null || name is "." or ".." || name.Any(c => char.IsControl(c) || Turns.Contains(c))
            ? Reason.FileNameInvalid
            : null;
}
