using System.Diagnostics;

namespace Loquat.Testing;

/// <summary>
/// Sees to it that nothing outlives a program that starts servers, mounts disks and fills folders, even if it is killed: a shell in a session of its
/// own waits for the end of a pipe, and then ends every process that has this program's mark in its environment, unmounts and deletes. A program that ends
/// in order has its processes ended too, whatever went wrong in it, and keeps its files.
/// </summary>
/// <remarks>From its start on, what the process and its children write into temporary folders is in one of its own.</remarks>
public sealed class Guardian : IDisposable
{
    private const string Mark = "LOQUAT_GUARDED_RUN";

    private const string Script = """
        read -r word
        for process in /proc/[0-9]*; do
          id=${process#/proc/}
          [ "$id" = "$$" ] || ! grep -qsz "^LOQUAT_GUARDED_RUN=$1$" "$process/environ" || kill -9 "$id"
        done
        [ "$word" = done ] && exit
        awk -v folder="$2/" 'index($2, folder) == 1 { print $2 }' /proc/mounts | while read -r disk; do umount "$disk" || umount -l "$disk"; done
        rm -rf "$2"
        """;

    private readonly Process _shell;
    private readonly DirectoryInfo _folder;

    private Guardian(Process shell, DirectoryInfo folder) => (_shell, _folder) = (shell, folder);

    /// <summary>To be called once, before anything else is started.</summary>
    public static Guardian Start()
    {
        var folder = Directory.CreateTempSubdirectory("loquat-run-");
        // As /tmp itself is: PostgreSQL runs as another user than root.
        const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.FullName, Everybody | UnixFileMode.StickyBit);
        var start = new ProcessStartInfo("setsid", ["sh", "-c", Script, "guardian", folder.Name, folder.FullName]) { RedirectStandardInput = true };
        var shell = Process.Start(start) ?? throw new InvalidOperationException("The guardian could not be started.");
        Environment.SetEnvironmentVariable(Mark, folder.Name);
        Environment.SetEnvironmentVariable("TMPDIR", folder.FullName);
        return new Guardian(shell, folder);
    }

    /// <summary>What is left in the folder is left on purpose.</summary>
    public void Dispose()
    {
        _shell.StandardInput.WriteLine("done");
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
        // Killed processes leave pipes of the runtime behind; whoever leaves something on purpose leaves a folder.
        if (!_folder.EnumerateDirectories().Any())
            _folder.Delete(recursive: true);
    }
}
