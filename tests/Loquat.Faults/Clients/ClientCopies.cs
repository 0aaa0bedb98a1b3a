using Loquat.Faults.Checking;

namespace Loquat.Faults.Clients;

/// <summary>A client's copies of all threads, and the records of them.</summary>
internal sealed class ClientCopies
{
    private readonly List<ThreadRecord> _records;

    public ClientCopies(string who, long userId, IEnumerable<long> threads, PlantedBug bug, Journal journal)
    {
        _records = [.. threads.Select(thread => new ThreadRecord(who, userId, thread))];
        ByChannel = _records.Select(record => new ThreadCopy(record, bug, journal)).ToDictionary(copy => copy.Channel);
    }

    public IReadOnlyList<ThreadRecord> Records => _records;

    public IReadOnlyDictionary<string, ThreadCopy> ByChannel { get; }

    public ThreadRecord RecordOf(long threadId) => _records.Single(record => record.ThreadId == threadId);

    public ThreadCopy Of(long threadId) => ByChannel[ThreadCopy.ChannelOf(threadId)];

    /// <summary>The server told the client to stay away, which it has no reason to: none of these clients does anything that is forbidden.</summary>
    public void TurnedAway(string reason) => _records[0].TurnedAway.Enqueue(reason);
}
