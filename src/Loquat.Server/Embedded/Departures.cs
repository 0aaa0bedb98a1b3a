using System.Text.Json;
using System.Threading.Channels;
using Loquat.Chat.Log;
using Loquat.Chat.Threads;

namespace Loquat.Server.Embedded;

/// <summary>
/// People whom a thread's log calls gone. Every node that delivers a log reads it, whether anybody told it of the departure or not, so what is seen here
/// is missed by none.
/// </summary>
internal sealed class Departures(TimeProvider time)
{
    /// <summary>Whoever was let in before such a departure is in by now, and was looked at.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(5);

    // What was forgotten is looked at once too often.
    private const int Capacity = 50_000;

    private readonly Channel<Departure> _seen = Channel.CreateUnbounded<Departure>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly HashSet<Departure> _waiting = [];

    private readonly HashSet<(long Thread, long Offset)> _lookedAt = [];

    /// <summary>Somebody has read this part of a thread's log. What is old and was looked at here before is not again, however often it is read.</summary>
    public void Look(long threadId, IReadOnlyList<LoggedEvent> events)
    {
        var settled = time.GetUtcNow() - Settled;
        foreach (var gone in events)
        {
            if (gone.Type == MemberLeft.EventType && (IsNew(threadId, gone.Offset) || gone.Created > settled))
                Add(new Departure(threadId, UserOf(gone.Payload)));
        }
    }

    /// <summary>A departure that was searched for.</summary>
    public void Add(long threadId, LoggedEvent gone) => Add(new Departure(threadId, UserOf(gone.Payload)));

    public void Add(Departure departure)
    {
        lock (_gate)
        {
            if (!_waiting.Add(departure))
                return;
        }
        _seen.Writer.TryWrite(departure);
    }

    /// <summary>The next one, which may be added again from then on.</summary>
    public async ValueTask<Departure> NextAsync(CancellationToken cancellationToken)
    {
        var next = await _seen.Reader.ReadAsync(cancellationToken);
        lock (_gate)
            _waiting.Remove(next);
        return next;
    }

    private bool IsNew(long threadId, long offset)
    {
        lock (_gate)
        {
            if (_lookedAt.Count >= Capacity)
                _lookedAt.Clear();
            return _lookedAt.Add((threadId, offset));
        }
    }

    private static long UserOf(byte[] payload)
    {
        using var json = JsonDocument.Parse(payload);
        return json.RootElement.GetProperty("user").GetProperty("id").GetInt64();
    }
}

internal readonly record struct Departure(long ThreadId, long UserId);
