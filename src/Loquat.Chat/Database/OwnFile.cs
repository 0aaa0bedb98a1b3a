using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace Loquat.Chat.Database;

/// <summary>Files and folders for their owner's eyes only, and names that survive a power cut.</summary>
internal static class OwnFile
{
    private const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes an empty file unless there is one.</summary>
    public static void Create(string path)
    {
        // On Windows the rights of a user's folders keep others out already.
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = File;

        new FileStream(path, options).Dispose();
    }

    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, File | UnixFileMode.UserExecute);
    }

    /// <summary>Gives a finished file its name. Whoever finds it there, even after a power cut, finds all of it.</summary>
    public static void Publish(string temporary, string path, bool overwrite)
    {
        using (var file = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite))
            file.Flush(flushToDisk: true);

        System.IO.File.Move(temporary, path, overwrite);
        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Gives a file a second name, under which it stays when something else takes the first.</summary>
    public static void Keep(string path, string kept)
    {
        // Not every file system has a second name to give. Then the first one is free for a moment.
        if (OperatingSystem.IsWindows() || Link(Terminated(path), Terminated(kept)) != 0)
            System.IO.File.Move(path, kept);
    }

    /// <summary>The runtime does not open folders, and a new name is on disk only when its folder is.</summary>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;

        var folder = Open(Terminated(path), flags: 0);
        if (folder < 0)
            throw new IOException($"The folder {path} cannot be opened.", new Win32Exception());

        try
        {
            // Some file systems have nothing to flush here and say so.
            const int InvalidArgument = 22;
            if (Flush(folder) != 0 && Marshal.GetLastPInvokeError() is not InvalidArgument and var error)
                throw new IOException($"The folder {path} cannot be written to disk.", new Win32Exception(error));
        }
        finally
        {
            _ = Close(folder);
        }
    }

    private static byte[] Terminated(string path) => [.. Encoding.UTF8.GetBytes(path), 0];

    [DllImport("libc", EntryPoint = "link")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(byte[] path, byte[] another);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
