namespace Loquat.Realtime;

/// <summary>A frame for a session.</summary>
internal readonly record struct Delivery(Session Session, byte[] Frame);

/// <summary>
/// The frames of one broadcast on their way to the flush shards: collected for each, and handed over many at a time. A lock for each frame would be
/// the dearest thing about it.
/// </summary>
internal sealed class Handover
{
    // Small enough that the sessions are still in the processor's cache, and that a shard never waits long.
    private const int Portion = 512;

    [ThreadStatic]
    private static Handover? _idle;

    private readonly List<Session> _slow = [];
    private List<Delivery>[] _byShard = [];

    /// <summary>Taken away while in use, in case a broadcast begins within another.</summary>
    public static Handover Begin()
    {
        var mine = _idle ?? new Handover();
        _idle = null;
        return mine;
    }

    public void Add(Session session, byte[] frame)
    {
        var shard = session.Shard;
        if (shard.Number >= _byShard.Length)
            MakeRoom(shard.Number);

        var deliveries = _byShard[shard.Number];
        deliveries.Add(new Delivery(session, frame));
        if (deliveries.Count == Portion)
            HandOver(deliveries);
    }

    /// <summary>Everything is queued when this returns, and those who owe too much are closed.</summary>
    public void End()
    {
        foreach (var deliveries in _byShard)
        {
            if (deliveries.Count > 0)
                HandOver(deliveries);
        }
        foreach (var session in _slow)
            session.CloseAsSlow();
        _slow.Clear();
        _idle = this;
    }

    private void HandOver(List<Delivery> deliveries)
    {
        deliveries[0].Session.Shard.Enqueue(deliveries, _slow);
        deliveries.Clear();
    }

    private void MakeRoom(int number)
    {
        var before = _byShard.Length;
        Array.Resize(ref _byShard, number + 1);
        for (var i = before; i <= number; i++)
            _byShard[i] = new List<Delivery>(Portion);
    }
}
