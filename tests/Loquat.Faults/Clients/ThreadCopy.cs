using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Loquat.Faults.Checking;
using Loquat.Protocol;

namespace Loquat.Faults.Clients;

/// <summary>
/// A client's copy of a thread. It follows the log first and loads the page then, so that nothing falls between the two; what comes in while
/// it loads waits. It keeps its position over connections, and starts over only when it is told that its position is of no use.
/// </summary>
internal sealed class ThreadCopy(ThreadRecord record, PlantedBug bug, Journal journal)
{
    private readonly Lock _lock = new();
    private readonly List<Publication> _waiting = [];
    private (long Offset, TaskCompletionSource Reached)? _awaited;

    public long ThreadId => record.ThreadId;

    public string Channel => ChannelOf(ThreadId);

    /// <summary>The wish to go on where this copy ends.</summary>
    public SubscribeRequest Wish
    {
        get
        {
            lock (_lock)
            {
                return record.Position is { } position
                    ? new SubscribeRequest { Channel = Channel, Recover = true, Position = position }
                    : new SubscribeRequest { Channel = Channel };
            }
        }
    }

    /// <summary>The last event that is part of this copy.</summary>
    public long Offset
    {
        get
        {
            lock (_lock)
                return (long)(record.Position?.Offset ?? 0);
        }
    }

    public IReadOnlyList<ShownMessage> Newest(int count)
    {
        lock (_lock)
            return [.. record.Timeline.Newest(count)];
    }

    /// <summary>A subscription begins. True if the thread has to be loaded.</summary>
    public bool Follow(SubscribeResult result)
    {
        lock (_lock)
        {
            if (result is { WasRecovering: true, Recovered: true } && record.Position is not null)
            {
                journal.Note(record.Who, $"recovers {result.Publications.Count}", ThreadId);
                record.Sightings.Enqueue(new Sighting(Seen.Return, (long)record.Position.Value.Offset));
                foreach (var publication in result.Publications)
                    TakeLocked(publication);
                return false;
            }

            Begin(result);
            return true;
        }
    }

    public void Take(Publication publication)
    {
        lock (_lock)
        {
            foreach (var bent in bug.Bend(ThreadId, publication))
                TakeLocked(bent);
        }
    }

    /// <summary>The pages have come: everything up to <paramref name="top"/>.</summary>
    public void Load(IEnumerable<ShownMessage> messages, StreamPosition top)
    {
        lock (_lock)
        {
            record.Timeline = new Timeline();
            foreach (var message in messages)
                record.Timeline.Show(message);

            record.Position = top;
            journal.Note(record.Who, $"has loaded up to {top.Offset}", ThreadId, (long)top.Offset);
            record.Sightings.Enqueue(new Sighting(Seen.Pages, (long)top.Offset));
            foreach (var publication in _waiting.Where(publication => publication.Offset > top.Offset))
                Apply(publication);
            _waiting.Clear();
            Tell();
        }
    }

    /// <summary>Completes when everything up to an offset is part of this copy.</summary>
    public Task ReachAsync(long offset)
    {
        lock (_lock)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited = (offset, reached);
            Tell();
            return reached.Task;
        }
    }

    private void Begin(SubscribeResult result)
    {
        if (record.Position is { } had)
            record.StartedOver.Enqueue(new StartedOver(had, result.Position));

        journal.Note(record.Who, $"follows from {result.Position.Offset} without what was before", ThreadId, (long)result.Position.Offset);
        record.Sightings.Enqueue(new Sighting(Seen.Beginning, (long)result.Position.Offset));
        record.Position = null;
        _waiting.Clear();
    }

    private void TakeLocked(Publication publication)
    {
        journal.Note(record.Who, $"sees {publication.Offset}", ThreadId, (long)publication.Offset);
        record.Sightings.Enqueue(new Sighting(Seen.Event, (long)publication.Offset, DigestOf(publication.Data.Span)));
        if (record.Position is null)
            _waiting.Add(publication);
        else
            Apply(publication);
        Tell();
    }

    private void Apply(Publication publication)
    {
        using var change = JsonDocument.Parse(publication.Data);
        if (!bug.Forgets(change.RootElement))
            record.Timeline.Apply(change.RootElement);

        var before = record.Position!.Value;
        record.Position = before with { Offset = Math.Max(before.Offset, publication.Offset) };
    }

    private void Tell()
    {
        if (_awaited is var (offset, reached) && record.Position is { } position && (long)position.Offset >= offset)
            reached.TrySetResult();
    }

    public static string ChannelOf(long threadId) => string.Create(CultureInfo.InvariantCulture, $"thread:{threadId}");

    /// <summary>Enough of a hash to tell two payloads apart.</summary>
    public static ulong DigestOf(ReadOnlySpan<byte> payload)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(payload, hash);
        return BitConverter.ToUInt64(hash);
    }
}
