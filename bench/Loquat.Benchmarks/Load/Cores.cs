using System.Diagnostics;

namespace Loquat.Benchmarks.Load;

/// <summary>The server gets the first core and the load the second, where there are two: neither then measures the other.</summary>
internal static class Cores
{
    public static bool CanPin { get; } = Environment.ProcessorCount > 1 && File.Exists("/usr/bin/taskset");

    public static void PinLoad()
    {
        if (CanPin && OperatingSystem.IsLinux())
            Process.GetCurrentProcess().ProcessorAffinity = 2;
    }
}
