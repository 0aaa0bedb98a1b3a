namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>How many sockets of one listener the loops hold, to wait for the last of them.</summary>
internal sealed class OpenSockets
{
    private readonly Lock _gate = new();
    private int _count;
    private TaskCompletionSource? _none;

    public void Add()
    {
        lock (_gate)
            _count++;
    }

    public void Remove()
    {
        TaskCompletionSource? none = null;
        lock (_gate)
        {
            if (--_count == 0)
                (none, _none) = (_none, null);
        }
        none?.SetResult();
    }

    public Task WhenNoneAsync()
    {
        lock (_gate)
        {
            return _count == 0
                ? Task.CompletedTask
                : (_none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }
}
