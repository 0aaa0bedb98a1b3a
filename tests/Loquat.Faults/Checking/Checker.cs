using System.Text.Json;
using Loquat.Faults.Clients;
using Loquat.Faults.Operations;

namespace Loquat.Faults.Checking;

/// <summary>
/// Compares what clients sent, were told and saw with what the database holds once all is quiet. Knows nothing of how either came about.
/// </summary>
internal sealed class Checker(Snapshot truth, IReadOnlyList<ThreadRecord> records)
{
    /// <summary>A subscription brings so many events; whoever missed more loads the thread anew, and is told so.</summary>
    public const long RecoveryLimit = 300;

    private readonly List<Finding> _findings = [];

    /// <summary>Everything, when all is quiet.</summary>
    public static IReadOnlyList<Finding> Check(Snapshot truth, IReadOnlyList<ThreadRecord> records)
    {
        var checker = new Checker(truth, records);
        checker.CheckThreads();
        foreach (var record in records)
            checker.CheckRecord(record, truth.Threads[record.ThreadId]);
        return checker._findings;
    }

    /// <summary>The log alone, amid everything: that it is whole, and holds the first so many acknowledged changes of each record.</summary>
    public static IReadOnlyList<Finding> CheckLog(Snapshot truth, IReadOnlyList<ThreadRecord> records, IReadOnlyList<int> acknowledged)
    {
        var checker = new Checker(truth, records);
        checker.CheckThreads();
        foreach (var (record, count) in records.Zip(acknowledged))
        {
            checker.CheckAcknowledged(record, truth.Threads[record.ThreadId], count);
            checker.CheckOrder(record, truth.Threads[record.ThreadId]);
        }

        return checker._findings;
    }

    private void CheckThreads()
    {
        foreach (var thread in truth.Threads.Values)
            CheckThread(thread);
    }

    private void CheckThread(StoredThread thread)
    {
        var expected = 1L;
        foreach (var logged in thread.Events)
        {
            if (logged.Offset != expected)
                Add(Breach.Lost, $"the log goes from {expected - 1} to {logged.Offset}", thread.Id, offset: logged.Offset);
            expected = logged.Offset + 1;
        }

        if (thread.LastOffset != expected - 1)
            Add(Breach.Diverged, $"the thread counts {thread.LastOffset} events, its log ends at {expected - 1}", thread.Id, offset: expected - 1);

        CheckDoubles(thread);
        CheckStateEqualsLog(thread);
    }

    private void CheckDoubles(StoredThread thread)
    {
        var known = records.Where(record => record.ThreadId == thread.Id).SelectMany(record => record.Entered).ToLookup(operation => operation.ClientId);
        var doubles = thread.Events
            .Where(logged => logged.ClientId is not null)
            .GroupBy(logged => (logged.ClientId, logged.Type))
            .Where(group => group.Count() > 1);
        foreach (var group in doubles)
        {
            var offsets = string.Join(", ", group.Select(logged => logged.Offset));
            Add(Breach.Doubled, $"{group.Key.ClientId} is in the log at {offsets}", thread.Id, offset: group.Last().Offset, clientId: group.Key.ClientId);
        }

        foreach (var stranger in thread.Events.Where(logged => logged.ClientId is { } id && !known.Contains(id)))
            Add(Breach.Diverged, $"the log holds {stranger.ClientId}, which nobody sent", thread.Id, offset: stranger.Offset);
    }

    private void CheckStateEqualsLog(StoredThread thread)
    {
        var folded = new Timeline();
        foreach (var logged in thread.Events)
        {
            using var change = JsonDocument.Parse(logged.Payload);
            folded.Apply(change.RootElement);
        }

        Compare(folded.Messages, thread.Messages, thread.Id, who: null, "the log", "the database");
    }

    private void CheckRecord(ThreadRecord record, StoredThread thread)
    {
        CheckAcknowledged(record, thread, int.MaxValue);
        CheckOrder(record, thread);
        CheckSightings(record, thread);
        CheckPages(record, thread);
        CheckRefusals(record);
        CheckFinal(record, thread);
    }

    private void CheckAcknowledged(ThreadRecord record, StoredThread thread, int count)
    {
        var byClientId = thread.Events.Where(logged => logged.ClientId is not null).ToLookup(logged => logged.ClientId);
        foreach (var (operation, offset) in record.Acknowledged.Take(count))
        {
            var done = byClientId[operation.ClientId].Where(operation.IsDoneBy).ToList();
            if (done.Count == 0)
                Add(Breach.Lost, $"{operation.ClientId} was acknowledged and is not in the log", record, offset, operation);
            else if (offset > 0 && done.All(logged => logged.Offset != offset))
                Add(Breach.Diverged, $"{operation.ClientId} was acknowledged at {offset} and is at {done[0].Offset}", record, done[0].Offset, operation);
        }
    }

    private void CheckOrder(ThreadRecord record, StoredThread thread)
    {
        var places = new Dictionary<string, long>();
        foreach (var logged in thread.Events.Where(logged => logged.ClientId is not null))
            places.TryAdd(logged.ClientId!, logged.Offset);

        var (last, lastId) = (0L, "");
        foreach (var operation in record.Entered)
        {
            if (!places.TryGetValue(operation.ClientId, out var offset))
                continue;
            if (offset < last)
                Add(Breach.Reordered, $"{operation.ClientId} was sent after {lastId} and is before it, at {offset}", record, offset, operation);
            (last, lastId) = (offset, operation.ClientId);
        }
    }

    private void CheckSightings(ThreadRecord record, StoredThread thread)
    {
        var digests = thread.Events.ToDictionary(logged => logged.Offset, logged => ThreadCopy.DigestOf(logged.Payload));
        var (last, missing) = (0L, new HashSet<long>());
        foreach (var sighting in record.Sightings)
        {
            var offset = sighting.Offset;
            if (sighting.IsBeginning)
            {
                AddLost(record, missing);
                last = offset;
                continue;
            }

            if (offset <= last)
                Add(missing.Remove(offset) ? Breach.Reordered : Breach.Doubled, $"sees {offset} after {last}", record, offset);
            for (var skipped = last + 1; skipped < offset; skipped++)
                missing.Add(skipped);
            if (!digests.TryGetValue(offset, out var digest) || digest != sighting.Digest)
                Add(Breach.Diverged, $"sees something at {offset} that is not in the log", record, offset);
            last = Math.Max(last, offset);
        }

        AddLost(record, missing);
    }

    private void AddLost(ThreadRecord record, HashSet<long> missing)
    {
        foreach (var offset in missing.Order())
            Add(Breach.Lost, $"never sees {offset}", record, offset);
        missing.Clear();
    }

    private void CheckPages(ThreadRecord record, StoredThread thread)
    {
        var inOrder = thread.Messages.Values.OrderBy(message => message.Offset).ToList();
        foreach (var page in record.Pages)
        {
            if (page.Top < page.KnownBefore)
                Add(Breach.Lost, $"reads up to {page.Top} when {page.KnownBefore} was known to be written", record, page.KnownBefore);

            var expected = inOrder.Where(message => message.Offset <= page.Top).TakeLast(page.Limit).Select(message => message.Id);
            if (!expected.SequenceEqual(page.Messages))
                Add(Breach.Diverged, $"reads a page up to {page.Top} that is not the log's", record, page.Top);
        }
    }

    private void CheckRefusals(ThreadRecord record)
    {
        foreach (var (operation, error) in record.Refused.Where(refused => !refused.Operation.MayBeRefused))
            Add(Breach.Lost, $"{operation.ClientId} was refused for good: {error.Code} {error.Message}", record, 0, operation);

        foreach (var reason in record.TurnedAway)
            Add(Breach.Diverged, $"was told to stay away: {reason}", record, 0);

        foreach (var (had, got) in record.StartedOver)
        {
            if (had.Epoch == got.Epoch && (long)(got.Offset - had.Offset) <= RecoveryLimit)
                Add(Breach.Diverged, $"was told to start over at {got.Offset}, though it had {had.Offset} of this very log", record, (long)got.Offset);
        }
    }

    private void CheckFinal(ThreadRecord record, StoredThread thread)
    {
        var acknowledged = record.Acknowledged.Select(done => done.Operation).Concat(record.Refused.Select(refused => refused.Operation)).ToHashSet();
        foreach (var operation in record.Entered.Where(operation => !acknowledged.Contains(operation)))
            Add(Breach.Lost, $"{operation.ClientId} was never acknowledged", record, 0, operation);

        var position = (long?)record.Position?.Offset ?? 0;
        if (position < thread.LastOffset)
            Add(Breach.Lost, $"is at {position} and not at {thread.LastOffset}", record, position + 1);
        Compare(record.Timeline.Messages, thread.Messages, thread.Id, record.Who, "it shows", "the database");
    }

    private void Compare(
        IReadOnlyDictionary<long, ShownMessage> shown, IReadOnlyDictionary<long, ShownMessage> stored, long threadId, string? who, string one, string other)
    {
        foreach (var id in shown.Keys.Union(stored.Keys))
        {
            var (left, right) = (shown.GetValueOrDefault(id), stored.GetValueOrDefault(id));
            if (left != right)
            {
                var about = (right ?? left)!;
                Add(Breach.Diverged, $"message {id}: {one}: {left?.ToString() ?? "nothing"}; {other}: {right?.ToString() ?? "nothing"}",
                    threadId, who, about.Offset, about.ClientId);
            }
        }
    }

    private void Add(Breach breach, string what, ThreadRecord record, long offset, Operation? operation = null) =>
        Add(breach, what, record.ThreadId, record.Who, offset, operation?.ClientId);

    private void Add(Breach breach, string what, long threadId, string? who = null, long offset = 0, string? clientId = null) =>
        _findings.Add(new Finding(breach, what, threadId, who, offset, clientId));
}
