namespace Loquat.Realtime.Postgres;

/// <summary>
/// Takes what many ask for at once and has it done in groups, one group at a time and in the order of asking: while one is under way the next gathers.
/// Nothing runs while nothing is asked for.
/// </summary>
/// <param name="doAsync">Does a group, and tells those who wait; never throws.</param>
internal sealed class Grouping<T>(int maxGroup, Func<IReadOnlyList<T>, Task> doAsync)
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _waiting = [];
    private bool _isRunning;

    public void Add(T item)
    {
        lock (_gate)
        {
            _waiting.Enqueue(item);
            if (_isRunning)
                return;

            _isRunning = true;
        }

        // Owned by the group that waits: it ends when nothing does.
        _ = Task.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } group)
            await doAsync(group);
    }

    private List<T> Take()
    {
        lock (_gate)
        {
            var group = new List<T>(Math.Min(maxGroup, _waiting.Count));
            while (group.Count < maxGroup && _waiting.TryDequeue(out var item))
                group.Add(item);
            _isRunning = group.Count > 0;
            return group;
        }
    }
}
