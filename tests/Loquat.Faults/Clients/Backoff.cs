namespace Loquat.Faults.Clients;

/// <summary>Full jitter between nothing and a bound that doubles; much shorter than a person's client would wait, to go through more faults.</summary>
internal sealed class Backoff(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Last = TimeSpan.FromSeconds(1);
    private TimeSpan _bound = First;

    public void Reset() => _bound = First;

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        var pause = _bound * random.NextDouble();
        _bound = TimeSpan.FromTicks(Math.Min(Last.Ticks, _bound.Ticks * 2));
        return Task.Delay(pause, TimeProvider.System, cancellationToken);
    }
}
