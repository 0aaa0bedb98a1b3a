using Loquat.Faults.Clients;

namespace Loquat.Faults.Checking;

/// <summary>What became of files when all was quiet and what was left over had been swept.</summary>
/// <param name="Folder">Everything that lies in the folder.</param>
/// <param name="Downloads">What the nodes gave to whoever asked.</param>
internal sealed record FileEvidence(IReadOnlyList<FolderEntry> Folder, IReadOnlyList<Download> Downloads);

/// <summary>Something in the folder, under the name of a content.</summary>
/// <param name="IsWhole">False for what an upload had not finished.</param>
internal sealed record FolderEntry(string Content, bool IsWhole, long Size, ulong Digest)
{
    private const string Unfinished = ".partial";

    /// <summary>Reads the folder as it lies there. Two letters of each name are a folder in it.</summary>
    public static IReadOnlyList<FolderEntry> ReadAll(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateDirectories(folder).SelectMany(Directory.EnumerateFiles).Select(Read)]
        : [];

    private static FolderEntry Read(string path)
    {
        var (name, bytes) = (Path.GetFileName(path), File.ReadAllBytes(path));
        var isWhole = !name.EndsWith(Unfinished, StringComparison.Ordinal);
        return new FolderEntry(isWhole ? name : name[..^Unfinished.Length], isWhole, bytes.Length, ThreadCopy.DigestOf(bytes));
    }
}

/// <summary>Who asks for a file.</summary>
internal enum Visitor
{
    /// <summary>Of the file's thread; where there is no message with it, its owner.</summary>
    Member,

    /// <summary>Somebody with an account, who is not let into the file's thread.</summary>
    Stranger,

    /// <summary>Without an account.</summary>
    Nobody,
}

/// <param name="Digest">Of what was given, if anything was.</param>
internal sealed record Download(long FileId, Visitor Who, int Status, ulong Digest)
{
    public bool IsGiven => Status is >= 200 and < 300;
}
