using System.Security.Cryptography;
using Loquat.Chat.Database;

namespace Loquat.Chat.Files;

/// <summary>
/// What files hold, each content under a key that nobody chose. It is there under its key only when it is whole and on disk.
/// </summary>
public sealed class ContentFolder(ChatOptions chat, FilesOptions options)
{
    internal const int KeyLength = 32;

    internal const string Unfinished = ".partial";

    /// <summary>Says whose content this is.</summary>
    internal const string MarkFile = ".folder";

    private const string TurnFile = ".turn";

    private const int PartFiles = 500;

    private const int BufferBytes = 64 * 1024;

    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    internal string Root { get; } = Path.GetFullPath(
        string.IsNullOrWhiteSpace(options.Folder) ? Path.Combine(chat.DataDirectory, "files") : options.Folder);

    /// <summary>Where a content lies. Two letters of the key are a folder, so that none has too many entries.</summary>
    internal string PathOf(string key) => Path.Combine(Root, key[..2], key);

    internal bool Exists => Directory.Exists(Root);

    /// <summary>Its bytes; null if it is not there.</summary>
    internal long? SizeOf(string key) => new FileInfo(PathOf(key)) is { Exists: true } file ? file.Length : null;

    /// <summary>Takes in a body as it comes, never all of it in memory. Whatever goes wrong, nothing of it stays.</summary>
    internal async Task<Received> ReceiveAsync(Stream body, long limit, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyLength / 2));
        var partial = PathOf(key) + Unfinished;
        try
        {
            MakeFolderOf(key);
            var size = await CopyAsync(body, partial, limit, cancellationToken);
            if (size is null)
                return new Received.TooLarge();

            // On the way to the disk nothing may wait for this thread.
            await Task.Run(() => OwnFile.Publish(partial, PathOf(key), overwrite: false), CancellationToken.None);
            return new Received.Whole(key, size.Value);
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            return new Received.DiskFull();
        }
        finally
        {
            if (File.Exists(partial))
                File.Delete(partial);
        }
    }

    internal FileStream Open(string key) => new(
        PathOf(key),
        new FileStreamOptions { Share = FileShare.Read | FileShare.Delete, Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 });

    /// <summary>Null if it is not there.</summary>
    internal FileStream? TryOpen(string key)
    {
        try
        {
            return Open(key);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Null if it has no name, or is not there.</summary>
    internal string? ReadMark()
    {
        try
        {
            return File.ReadAllText(Path.Combine(Root, MarkFile)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether this program may have written it.</summary>
    internal static bool IsMark(string mark) => mark.Length is > 0 and <= FolderName.MaxNameLength && mark.All(char.IsAsciiHexDigitLower);

    internal void WriteMark(string name)
    {
        OwnFile.CreateFolder(Root);
        var mark = Path.Combine(Root, MarkFile);
        OwnFile.Create(mark + Unfinished);
        File.WriteAllText(mark + Unfinished, name);
        OwnFile.Publish(mark + Unfinished, mark, overwrite: true);
    }

    /// <summary>Content is deleted in turns, among all processes, and not at all while somebody copies it. Null while it is another's turn.</summary>
    internal IDisposable? TryTakeTurn() => FileLock.TryTake(Path.Combine(Root, TurnFile));

    /// <summary>Until it is disposed nothing is deleted.</summary>
    internal async Task<IDisposable> TakeTurnAsync(CancellationToken cancellationToken)
    {
        OwnFile.CreateFolder(Root);
        return await FileLock.TakeAsync(Path.Combine(Root, TurnFile), cancellationToken);
    }

    /// <summary>Everything that there is, in parts of a size that can be asked about.</summary>
    internal IEnumerable<IReadOnlyList<ContentFile>> Parts() =>
        from folder in Directory.EnumerateDirectories(Root)
        from part in new DirectoryInfo(folder).EnumerateFiles().Where(IsContent).Chunk(PartFiles)
        select part.Select(file => new ContentFile(
            file.Name[..KeyLength], file.Name.Length == KeyLength, file.Length, file.LastWriteTimeUtc)).ToList();

    /// <summary>Nobody else's name for anything.</summary>
    internal static bool IsKey(string key) => key.Length == KeyLength && key.All(char.IsAsciiHexDigitLower);

    /// <summary>Brings a content back under the key that it had.</summary>
    internal async Task PutAsync(string key, IAsyncEnumerable<byte[]> parts, CancellationToken cancellationToken)
    {
        MakeFolderOf(key);
        var partial = PathOf(key) + Unfinished;
        OwnFile.Create(partial);
        await using (var file = new FileStream(partial, FileMode.Truncate, FileAccess.Write))
        {
            await foreach (var part in parts.WithCancellation(cancellationToken))
                await file.WriteAsync(part, cancellationToken);
        }

        OwnFile.Publish(partial, PathOf(key), overwrite: true);
    }

    internal void DeleteUnfinished(string key) => File.Delete(PathOf(key) + Unfinished);

    internal void Delete(string key) => File.Delete(PathOf(key));

    private void MakeFolderOf(string key)
    {
        var folder = Path.GetDirectoryName(PathOf(key))!;
        if (Directory.Exists(folder))
            return;

        OwnFile.CreateFolder(Root);
        OwnFile.CreateFolder(folder);
        OwnFile.FlushFolder(Root);
    }

    /// <summary>How much it was; null if it was more than the limit.</summary>
    private static async Task<long?> CopyAsync(Stream body, string path, long limit, CancellationToken cancellationToken)
    {
        var settings = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            settings.UnixCreateMode = OwnersOnly;

        await using var file = new FileStream(path, settings);
        var buffer = new byte[BufferBytes];
        var size = 0L;
        while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            size += count;
            if (size > limit)
                return null;

            await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        return size;
    }

    private static bool IsContent(FileInfo file) =>
        file.Name.Length >= KeyLength && file.Name.Take(KeyLength).All(char.IsAsciiHexDigitLower)
        && (file.Name.Length == KeyLength || file.Name.AsSpan(KeyLength).SequenceEqual(Unfinished));

    internal abstract record Received
    {
        private Received()
        {
        }

        public sealed record Whole(string Key, long Size) : Received;

        public sealed record TooLarge : Received;

        public sealed record DiskFull : Received;
    }
}
