namespace Loquat.Realtime;

/// <summary>
/// Runs what was asked of one user in the order of asking, and what was asked of different ones at once: a subscription that is taken back must not
/// be made afterwards, and a session that is slow to connect delays nobody else's.
/// </summary>
/// <param name="runInBackground">Runs work, and deals with its failure.</param>
internal sealed class OrderedCalls(Action<Func<Task>> runInBackground)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<Func<Task>>> _lanes = [];

    public void Add(string order, Func<Task> call)
    {
        lock (_gate)
        {
            if (_lanes.TryGetValue(order, out var lane))
            {
                lane.Enqueue(call);
                return;
            }

            _lanes.Add(order, []);
        }
        Run(order, call);
    }

    private void Run(string order, Func<Task> call) => runInBackground(async () =>
    {
        try
        {
            await call();
        }
        finally
        {
            if (Next(order) is { } next)
                Run(order, next);
        }
    });

    private Func<Task>? Next(string order)
    {
        lock (_gate)
        {
            if (_lanes[order].TryDequeue(out var next))
                return next;

            _lanes.Remove(order);
            return null;
        }
    }
}
