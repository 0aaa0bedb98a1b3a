using System.Diagnostics;
using Loquat.Faults.Checking;

namespace Loquat.Faults.Nodes;

/// <summary>`loquat db check`: what an operator would ask. The checker has an opinion of its own; both have to find nothing.</summary>
internal static class DatabaseCheck
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(string program, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(program, ["db", "check"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in settings)
            start.Environment[key] = value;

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started.");
        var errors = process.StandardError.ReadToEndAsync();
        var words = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? [] : [new Finding(Breach.Diverged, $"`loquat db check` says: {words}{await errors}", ThreadId: 0)];
    }
}
