using System.Diagnostics;
using Loquat.Testing;

namespace Loquat.Server.Tests.Commands;

/// <summary>The program in a process of its own.</summary>
internal static class LoquatProgram
{
    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(
        DirectoryInfo data, string arguments, string input = "", params (string Name, string Value)[] variables)
    {
        using var process = Start(data, arguments, variables);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().Within($"`loquat {arguments}` ends", TimeSpan.FromMinutes(2));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Starts a command and leaves it to the caller.</summary>
    public static Process Start(DirectoryInfo data, string arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", $"\"{Path.Combine(AppContext.BaseDirectory, "loquat.dll")}\" {arguments}")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = data.FullName,
            Environment = { ["Loquat__Data"] = data.FullName },
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;

        return Process.Start(start)!;
    }
}
