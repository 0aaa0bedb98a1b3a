using System.ComponentModel;

namespace Loquat.Server.Centrifugo;

/// <summary>
/// Keeps <see cref="CentrifugoOptions.Command"/> running as long as the host does: its lines go into our log, it is started again one second
/// after it ended, and it stops with us.
/// </summary>
internal sealed class CentrifugoProcess(CentrifugoOptions options, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = loggers.CreateLogger<CentrifugoProcess>();

    // The lines stand under the program's own name, as if it had written them here.
    private readonly ILogger _lines = loggers.CreateLogger(Path.GetFileNameWithoutExtension(options.Command));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Win32Exception exception)
            {
                Log.ProcessDidNotStart(_logger, options.Command, Pause, exception);
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        var process = await ChildProcess.StartAsync(
            options.Command, options.Arguments, options.WorkingDirectory,
            line => Log.ProcessOutput(_lines, line), line => Log.ProcessError(_lines, line));
        Log.ProcessStarted(_logger, options.Command, process.Id);

        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stopping.Register(stop.SetResult))
            await Task.WhenAny(process.Exited, stop.Task);

        if (stopping.IsCancellationRequested)
            await StopAsync(process);
        else
            Log.ProcessEnded(_logger, options.Command, await process.Exited, Pause);
    }

    private async Task StopAsync(ChildProcess process)
    {
        Log.ProcessStopping(_logger, options.Command);
        process.Stop();
        try
        {
            await process.Exited.WaitAsync(Grace, time);
        }
        catch (TimeoutException)
        {
            Log.ProcessKilled(_logger, options.Command, Grace);
            process.Kill();
        }

        Log.ProcessStopped(_logger, options.Command, await process.Exited);
    }
}
