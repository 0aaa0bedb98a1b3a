using System.Globalization;
using System.Runtime.InteropServices;

namespace Loquat.Testing;

/// <summary>A signal of Linux, sent to one process by its id.</summary>
public enum UnixSignal
{
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

public static class UnixSignals
{
    extension(UnixSignal signal)
    {
        /// <summary>False if there is no such process.</summary>
        public bool Send(int processId) => Kill(processId, (int)signal) == 0;
    }

    /// <summary>The processes that a process started and that have not ended.</summary>
    public static IReadOnlyList<int> ChildrenOf(int processId)
    {
        var all = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0);
        return [.. all.Where(id => id > 0 && ParentOf(id) == processId)];
    }

    // "4711 (name, which may hold anything) S 4242 …"
    private static int ParentOf(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has ended since it was listed.
            return 0;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
