using System.Diagnostics;

namespace Loquat.Faults.Databases;

/// <summary>A file system in memory with little room, which can be filled to the last byte and be freed again. Mounting takes root.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const string BallastName = "ballast";
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>Null where this process may not mount.</summary>
    public static async Task<SmallDisk?> TryMountAsync(string folder, int megabytes)
    {
        if (!Environment.IsPrivilegedProcess)
            return null;

        var mounted = await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0700", "tmpfs", folder);
        return mounted ? new SmallDisk(folder) : null;
    }

    /// <summary>Leaves no byte to anybody.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(Path.Combine(_folder, BallastName), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in (int[])[1 << 20, 1 << 12, 1])
            WriteUntilFull(ballast, new byte[size]);
    }

    public void Free() => File.Delete(Path.Combine(_folder, BallastName));

    public async ValueTask DisposeAsync() => await RunAsync("umount", _folder);

    private static void WriteUntilFull(FileStream ballast, byte[] block)
    {
        try
        {
            while (true)
                ballast.Write(block);
        }
        catch (IOException)
        {
            // Full, for blocks of this size.
        }
    }

    private static async Task<bool> RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
