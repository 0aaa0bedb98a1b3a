using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Loquat.Server.Centrifugo;

/// <summary>
/// A program that runs beside this one. On Linux with setsid and setpriv it leads a process group of its own, which is told to stop and killed as
/// a whole, and the kernel kills it when this process dies without a word. Programs that it starts itself are not covered by that last one, and
/// without the two tools neither is it.
/// </summary>
internal sealed class ChildProcess
{
    private const string SetSid = "/usr/bin/setsid";
    private const string SetPriv = "/usr/bin/setpriv";
    private const int SigKill = 9;
    private const int SigTerm = 15;

    private static readonly bool LeadsGroup = OperatingSystem.IsLinux() && File.Exists(SetSid) && File.Exists(SetPriv);

    private readonly TaskCompletionSource<ChildProcess> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess() { }

    public int Id { get; private set; }

    /// <summary>The exit code, once the process and all that it left behind in its group are gone and their last line was read.</summary>
    public Task<int> Exited => _exited.Task;

    /// <param name="output">Gets each line of the standard output.</param>
    /// <param name="error">Gets each line of the standard error.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program, or it may not be run.</exception>
    public static Task<ChildProcess> StartAsync(
        string command, IEnumerable<string> arguments, string workingDirectory, Action<string> output, Action<string> error)
    {
        var child = new ChildProcess();
        var process = new Process { StartInfo = StartInfoOf(command, arguments, workingDirectory) };
        process.OutputDataReceived += (_, line) => Pass(line.Data, output);
        process.ErrorDataReceived += (_, line) => Pass(line.Data, error);

        // "Parent" in PDEATHSIG is the thread that forked, not its process: it has to last as long as the child.
        new System.Threading.Thread(() => child.RunToItsEnd(process)) { IsBackground = true, Name = command }.Start();
        return child._started.Task;
    }

    public void Stop() => Signal(SigTerm);

    public void Kill() => Signal(SigKill);

    private static ProcessStartInfo StartInfoOf(string command, IEnumerable<string> arguments, string workingDirectory)
    {
        string[] launcher = LeadsGroup ? [SetSid, SetPriv, "--pdeathsig", "KILL", "--"] : [];
        string[] line = [.. launcher, command, .. arguments];
        return new(line[0], line[1..])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static void Pass(string? line, Action<string> to)
    {
        if (line is not null)
            to(line);
    }

    private void RunToItsEnd(Process process)
    {
        try
        {
            process.Start();
            Id = process.Id;
            process.StandardInput.Close();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            _started.SetResult(this);

            // With a limit it waits for the process alone; without one for the ends of its output too, which survivors of the group would keep open.
            while (!process.WaitForExit(int.MaxValue))
            {
                // It has been running for 24 days.
            }

            var exitCode = process.ExitCode;
            Kill();
            process.WaitForExit();
            _exited.SetResult(exitCode);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            _started.TrySetException(exception);
            _exited.TrySetResult(-1);
        }
        finally
        {
            process.Dispose();
        }
    }

    private void Signal(int signal)
    {
        if (LeadsGroup)
            _ = kill(-Id, signal);
        else if (!_exited.Task.IsCompleted)
            _ = kill(Id, signal);
    }

    // The runtime has no way to send SIGTERM. A process that is gone already is none of our business, so the result is not looked at.
    [DllImport("libc")]
    private static extern int kill(int process, int signal);
}
