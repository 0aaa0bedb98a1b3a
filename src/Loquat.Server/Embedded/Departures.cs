using System.Text.Json;
using System.Threading.Channels;
using Loquat.Chat.Log;
using Loquat.Chat.Threads;

namespace Loquat.Server.Embedded;

/// <summary>
/// People whom a thread's log calls gone. Every node that delivers a log reads it, whether anybody told it of the departure or not, so what is seen here
/// is missed by none.
/// </summary>
internal sealed class Departures
{
    private readonly Channel<Departure> _seen = Channel.CreateUnbounded<Departure>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly HashSet<Departure> _waiting = [];

    public void Look(long threadId, IReadOnlyList<LoggedEvent> events)
    {
        foreach (var gone in events)
        {
            if (gone.Type == MemberLeft.EventType)
                Add(new Departure(threadId, UserOf(gone.Payload)));
        }
    }

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

    private static long UserOf(byte[] payload)
    {
        using var json = JsonDocument.Parse(payload);
        return json.RootElement.GetProperty("user").GetProperty("id").GetInt64();
    }
}

internal readonly record struct Departure(long ThreadId, long UserId);
