using System.Runtime.Versioning;

namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>
/// Those who have connected and said nothing yet, in the order in which they came. All are waited for equally long, so that one timer, and only while
/// there is anybody, serves them all.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class AwaitedArrivals(TimeSpan patience, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(LoopSocket Socket, long Since)> _awaited = new();
    private ITimer? _timer;

    public void Add(Arrival arrival, LoopSocket socket)
    {
        lock (_gate)
        {
            arrival.Place = _awaited.AddLast((socket, time.GetTimestamp()));
            _timer ??= TimerIn(patience);
        }
    }

    public void Remove(Arrival arrival)
    {
        lock (_gate)
        {
            if (arrival.Place is { List: not null } place)
                _awaited.Remove(place);
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _timer?.Dispose();
    }

    private void GiveUpOnTheFirst()
    {
        List<LoopSocket> late = [];
        lock (_gate)
        {
            var remaining = TimeSpan.Zero;
            while (_awaited.First is { } first && (remaining = patience - time.GetElapsedTime(first.Value.Since)) <= TimeSpan.Zero)
            {
                late.Add(first.Value.Socket);
                _awaited.Remove(first);
            }

            _timer?.Dispose();
            _timer = _awaited.Count == 0 ? null : TimerIn(remaining);
        }

        foreach (var socket in late)
            (socket.Reader as Arrival)?.GiveUp(socket);
    }

    private ITimer TimerIn(TimeSpan due) =>
        time.CreateTimer(static awaited => ((AwaitedArrivals)awaited!).GiveUpOnTheFirst(), this, due, Timeout.InfiniteTimeSpan);
}
