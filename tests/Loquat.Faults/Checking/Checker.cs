using Loquat.Faults.Clients;
using Loquat.Faults.Operations;

namespace Loquat.Faults.Checking;

/// <summary>
/// Compares what clients sent, were told and saw with what the database holds once all is quiet. Knows nothing of how either came about.
/// </summary>
internal sealed class Checker(Snapshot truth, IReadOnlyList<ThreadRecord> records)
{
    /// <summary>The server counts no further.</summary>
    private const int MostUnread = 1_000;

    private readonly List<Finding> _findings = [];
    private readonly Dictionary<long, ThreadTruth> _threads = truth.Threads.ToDictionary(thread => thread.Key, thread => new ThreadTruth(thread.Value));

    /// <summary>Everything, when all is quiet.</summary>
    public static IReadOnlyList<Finding> Check(Snapshot truth, IReadOnlyList<ThreadRecord> records)
    {
        var checker = new Checker(truth, records);
        checker.CheckThreads();
        foreach (var record in records)
            checker.CheckRecord(record, checker._threads[record.ThreadId]);
        return checker._findings;
    }

    /// <summary>The log alone, amid everything: that it is whole, and holds the first so many acknowledged changes of each record.</summary>
    public static IReadOnlyList<Finding> CheckLog(Snapshot truth, IReadOnlyList<ThreadRecord> records, IReadOnlyList<int> acknowledged)
    {
        var checker = new Checker(truth, records);
        checker.CheckThreads();
        foreach (var (record, count) in records.Zip(acknowledged))
        {
            checker.CheckAcknowledged(record, checker._threads[record.ThreadId], count);
            checker.CheckOrder(record, checker._threads[record.ThreadId]);
        }

        return checker._findings;
    }

    private void CheckThreads()
    {
        foreach (var thread in _threads.Values)
        {
            CheckOffsets(thread.Stored);
            CheckOnce(thread);
            Compare(thread.Folded.Messages, thread.Stored.Messages, thread.Stored.Id, who: null, "the log");
        }
    }

    private void CheckOffsets(StoredThread thread)
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
    }

    private void CheckOnce(ThreadTruth thread)
    {
        foreach (var group in thread.ByClientId.Where(group => group.Count() > 1))
        {
            var offsets = string.Join(", ", group.Select(logged => logged.Offset));
            Add(Breach.Doubled, $"{group.Key} is in the log at {offsets}", thread.Stored.Id, offset: group.Last().Offset, clientId: group.Key);
        }

        var known = records.Where(record => record.ThreadId == thread.Stored.Id)
            .SelectMany(record => record.Entered.Concat(record.Beside)).Select(operation => operation.ClientId).ToHashSet();
        foreach (var stranger in thread.Stored.Events.Where(logged => !IsBeginning(logged) && !known.Contains(logged.ClientId ?? "")))
            Add(Breach.Doubled, $"the log holds {stranger.ClientId ?? stranger.Type}, which nobody sent", thread.Stored.Id, offset: stranger.Offset);
    }

    /// <summary>Before anybody said anything, rooms were opened and people let in.</summary>
    private static bool IsBeginning(LoggedEvent logged) => logged.Type is "thread.created" or "member.joined";

    private void CheckRecord(ThreadRecord record, ThreadTruth thread)
    {
        CheckAcknowledged(record, thread, int.MaxValue);
        CheckRefused(record, thread);
        CheckOrder(record, thread);
        CheckSightings(record, thread);
        CheckPages(record, thread.Stored);
        CheckComingBack(record);
        CheckReading(record, thread.Stored);
        CheckFinal(record, thread.Stored);
    }

    private void CheckAcknowledged(ThreadRecord record, ThreadTruth thread, int count)
    {
        foreach (var (operation, offset) in record.Acknowledged.Take(count).Where(done => done.Operation.Events.Count > 0))
        {
            if (thread.ByClientId[operation.ClientId].FirstOrDefault(operation.IsDoneBy) is not { } done)
                Add(Breach.Lost, $"{operation.ClientId} was acknowledged and is not in the log", record, offset, operation);
            else if (offset > 0 && done.Offset != offset)
                Add(Breach.Diverged, $"{operation.ClientId} was acknowledged at {offset} and is at {done.Offset}", record, done.Offset, operation);
        }
    }

    private void CheckRefused(ThreadRecord record, ThreadTruth thread)
    {
        foreach (var (operation, error) in record.Refused)
        {
            if (!operation.MayBeRefused(error))
                Add(Breach.Lost, $"{operation.ClientId} was refused for good: {error.Code} {error.Message}", record, 0, operation);
            if (thread.ByClientId.Contains(operation.ClientId))
                Add(Breach.Diverged, $"{operation.ClientId} was refused and is in the log", record, 0, operation);
        }
    }

    private void CheckOrder(ThreadRecord record, ThreadTruth thread)
    {
        var (last, lastId) = (0L, "");
        foreach (var operation in record.Entered)
        {
            if (thread.ByClientId[operation.ClientId].FirstOrDefault()?.Offset is not { } offset)
                continue;
            if (offset < last)
                Add(Breach.Reordered, $"{operation.ClientId} was sent after {lastId} and is before it, at {offset}", record, offset, operation);
            (last, lastId) = (offset, operation.ClientId);
        }
    }

    private void CheckSightings(ThreadRecord record, ThreadTruth thread)
    {
        var (last, read, missing) = (0L, 0L, new HashSet<long>());
        foreach (var sighting in record.Sightings)
        {
            switch (sighting.What)
            {
                case Seen.Beginning:
                    AddLost(record, missing);
                    (last, read) = (sighting.Offset, 0);
                    break;
                case Seen.Pages:
                    read = sighting.Offset;
                    break;
                case Seen.Return:
                    // Of what the pages held, the connection that ended may have left out whatever it had not brought yet.
                    missing.RemoveWhere(offset => offset <= read);
                    last = Math.Max(last, read);
                    break;
                default:
                    CheckSighting(sighting, last, missing, record, thread);
                    last = Math.Max(last, sighting.Offset);
                    break;
            }
        }

        AddLost(record, missing);
    }

    private void CheckSighting(Sighting sighting, long last, HashSet<long> missing, ThreadRecord record, ThreadTruth thread)
    {
        var offset = sighting.Offset;
        if (offset <= last)
            Add(missing.Remove(offset) ? Breach.Reordered : Breach.Doubled, $"sees {offset} after {last}", record, offset);
        for (var skipped = last + 1; skipped < offset; skipped++)
            missing.Add(skipped);
        if (!thread.Held(sighting))
            Add(Breach.Diverged, $"sees something at {offset} that is not in the log", record, offset);
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

    private void CheckComingBack(ThreadRecord record)
    {
        foreach (var reason in record.TurnedAway)
            Add(Breach.Diverged, $"was told to stay away: {reason}", record, 0);

        foreach (var (had, got) in record.StartedOver)
        {
            if (had.Epoch == got.Epoch)
                Add(Breach.Diverged, $"was told to start over at {got.Offset}, though it had {had.Offset} of this very log", record, (long)got.Offset);
        }
    }

    private void CheckReading(ThreadRecord record, StoredThread thread)
    {
        var read = thread.Read.GetValueOrDefault(record.UserId);
        var said = record.Acknowledged.Select(done => done.Operation).OfType<MarkRead>().Select(mark => mark.Offset).DefaultIfEmpty().Max();
        if (said > read)
            Add(Breach.Lost, $"has read up to {said}, and the database knows of {read}", record, said);
        if (record.Listed is not { } listed)
            return;

        var expected = new Reading(read, Math.Min(ThreadTruth.UnreadIn(thread.Messages.Values, record.UserId, read), MostUnread));
        var counted = new Reading(read, Math.Min(ThreadTruth.UnreadIn(record.Timeline.Messages.Values, record.UserId, read), MostUnread));
        if (listed != expected || counted != expected)
            Add(Breach.Diverged, $"unread: the list says {listed}, it counts {counted}, the database {expected}", record, thread.LastOffset);
    }

    private void CheckFinal(ThreadRecord record, StoredThread thread)
    {
        var acknowledged = record.Acknowledged.Select(done => done.Operation).Concat(record.Refused.Select(refused => refused.Operation)).ToHashSet();
        foreach (var operation in record.Entered.Concat(record.Beside).Where(operation => !acknowledged.Contains(operation)))
            Add(Breach.Lost, $"{operation.ClientId} was never acknowledged", record, 0, operation);

        var position = (long?)record.Position?.Offset ?? 0;
        if (position < thread.LastOffset)
            Add(Breach.Lost, $"is at {position} and not at {thread.LastOffset}", record, position + 1);
        Compare(record.Timeline.Messages, thread.Messages, thread.Id, record.Who, "it");
    }

    private void Compare(
        IReadOnlyDictionary<long, ShownMessage> shown, IReadOnlyDictionary<long, ShownMessage> stored, long threadId, string? who, string what)
    {
        foreach (var id in shown.Keys.Union(stored.Keys))
        {
            var (left, right) = (shown.GetValueOrDefault(id), stored.GetValueOrDefault(id));
            if (left == right)
                continue;

            var about = (right ?? left)!;
            var difference = $"message {id}: {what} shows {left?.ToString() ?? "nothing"}, the database holds {right?.ToString() ?? "nothing"}";
            Add(Breach.Diverged, difference, threadId, who, about.Offset, about.ClientId);
        }
    }

    private void Add(Breach breach, string what, ThreadRecord record, long offset, Operation? operation = null) =>
        Add(breach, what, record.ThreadId, record.Who, offset, operation?.ClientId);

    private void Add(Breach breach, string what, long threadId, string? who = null, long offset = 0, string? clientId = null) =>
        _findings.Add(new Finding(breach, what, threadId, who, offset, clientId));
}
