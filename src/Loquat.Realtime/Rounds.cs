namespace Loquat.Realtime;

/// <summary>Work that comes again at every tick of an interval. A tick during a round brings another one after it; two never run at once.</summary>
internal sealed class Rounds(Node node, TimeSpan interval, Func<Task> round) : TimerEntry
{
    private readonly long _interval = (long)interval.TotalMilliseconds;
    private int _due;

    public void Start() => node.Wheel.Set(this, node.Wheel.Now + _interval);

    public override void Wake(long now)
    {
        node.Wheel.Set(this, now + _interval);
        if (Interlocked.Increment(ref _due) == 1)
            node.Background.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        int due;
        do
        {
            due = Volatile.Read(ref _due);
            try
            {
                await round();
            }
            catch (Exception fault) when (!node.Stopping.IsCancellationRequested)
            {
                // The next tick brings the next round.
                node.Logger.BackgroundFailed(fault);
            }
        }
        while (Interlocked.Add(ref _due, -due) > 0);
    }
}
