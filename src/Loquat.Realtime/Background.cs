using Microsoft.Extensions.Logging;

namespace Loquat.Realtime;

/// <summary>Work that somebody else must not wait for. It is counted, so that a stopping engine can wait for all of it.</summary>
internal sealed class Background(ILogger logger)
{
    private readonly Lock _gate = new();
    private int _running;
    private TaskCompletionSource? _idle;

    /// <summary>Runs the work on the thread pool. A failure is logged: nobody else will hear of it.</summary>
    public void Run(Func<Task> work)
    {
        lock (_gate)
            _running++;
        _ = Task.Run(() => WatchAsync(work));
    }

    /// <summary>Completes when nothing runs.</summary>
    public Task IdleAsync()
    {
        lock (_gate)
        {
            return _running == 0
                ? Task.CompletedTask
                : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private async Task WatchAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception fault)
        {
            logger.BackgroundFailed(fault);
        }

        TaskCompletionSource? idle = null;
        lock (_gate)
        {
            if (--_running == 0)
                (idle, _idle) = (_idle, null);
        }
        idle?.SetResult();
    }
}
