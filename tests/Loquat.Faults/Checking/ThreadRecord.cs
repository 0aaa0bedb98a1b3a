using System.Collections.Concurrent;
using Loquat.Faults.Clients;
using Loquat.Faults.Operations;
using Loquat.Protocol;

namespace Loquat.Faults.Checking;

/// <summary>What a client sent, was told and saw in one thread: the evidence that the checker looks at.</summary>
internal sealed class ThreadRecord(string who, long userId, long threadId)
{
    public string Who => who;

    public long UserId => userId;

    public long ThreadId => threadId;

    /// <summary>In the order in which Enter was pressed.</summary>
    public ConcurrentQueue<Operation> Entered { get; } = [];

    /// <summary>What the same user wanted at the same time from another device: in no order with the rest.</summary>
    public ConcurrentQueue<Operation> Beside { get; } = [];

    /// <summary>Files that were brought, or half of them, and that no message was to take along.</summary>
    public ConcurrentQueue<Attachment> Abandoned { get; } = [];

    public ConcurrentQueue<Acknowledgement> Acknowledged { get; } = [];

    /// <summary>Changes that were refused for good.</summary>
    public ConcurrentQueue<(Operation Operation, ProtocolError Error)> Refused { get; } = [];

    /// <summary>In the order of arrival.</summary>
    public ConcurrentQueue<Sighting> Sightings { get; } = [];

    public ConcurrentQueue<PageSeen> Pages { get; } = [];

    /// <summary>Times when the server could not say what was missed.</summary>
    public ConcurrentQueue<StartedOver> StartedOver { get; } = [];

    /// <summary>Times when the server told the client to stay away for good.</summary>
    public ConcurrentQueue<string> TurnedAway { get; } = [];

    /// <summary>What the server's list of threads says at the end; null if it was not asked.</summary>
    public Reading? Listed { get; set; }

    /// <summary>What the client shows.</summary>
    public Timeline Timeline { get; set; } = new();

    /// <summary>The last event that is part of <see cref="Timeline"/>; null if the thread was never loaded.</summary>
    public StreamPosition? Position { get; set; }
}

/// <summary>The server said that a change is done.</summary>
/// <param name="Offset">The event's, as the answer says it; 0 if it does not.</param>
internal sealed record Acknowledgement(Operation Operation, long Offset);

/// <summary>What came to a client, up to where.</summary>
/// <param name="Digest">Of an event's payload.</param>
internal readonly record struct Sighting(Seen What, long Offset, ulong Digest = 0);

internal enum Seen
{
    Event,

    /// <summary>The next event is the one after the offset.</summary>
    Beginning,

    /// <summary>The pages, which hold everything up to the offset.</summary>
    Pages,

    /// <summary>A new connection that goes on after the offset.</summary>
    Return,
}

/// <summary>A page of history, with the highest offset that the reader knew to be written when it asked.</summary>
/// <param name="Messages">Ids, in the page's order.</param>
internal sealed record PageSeen(long Top, long KnownBefore, int Limit, IReadOnlyList<long> Messages);

/// <param name="Had">The client's position.</param>
/// <param name="Got">The top of the log that the server named.</param>
internal sealed record StartedOver(StreamPosition Had, StreamPosition Got);

/// <summary>How far somebody has read a thread, and how many messages of others come after that.</summary>
internal sealed record Reading(long Read, int Unread);
