using System.Text;
using Loquat.Faults.Checking;
using Loquat.Faults.Clients;
using Loquat.Faults.Operations;
using Loquat.Protocol;

namespace Loquat.Faults.Tests;

/// <summary>
/// Alice said three things in thread 7, everything went well, and her client saw it all. Tests take away, repeat or change a piece of it.
/// </summary>
internal sealed class Evidence
{
    private const long Thread = 7;
    private const long Alice = 1;
    private const string Epoch = "epoch";

    public Evidence()
    {
        Record.Sightings.Enqueue(new Sighting(Seen.Beginning, 0));
        for (var offset = 1; offset <= 3; offset++)
        {
            var post = new Post($"a{offset}", Thread, $"text {offset}");
            Log.Add(Logged(post.ClientId, offset));
            Messages[100 + offset] = Message(post.ClientId, offset);
            Record.Timeline.Show(Message(post.ClientId, offset));
            Record.Entered.Enqueue(post);
            Record.Acknowledged.Enqueue(new Acknowledgement(post, offset));
            Record.Sightings.Enqueue(Sighting(offset));
        }

        LastOffset = 3;
        Record.Position = new StreamPosition(3, Epoch);
    }

    public List<LoggedEvent> Log { get; } = [];

    public Dictionary<long, ShownMessage> Messages { get; } = [];

    /// <summary>By user.</summary>
    public Dictionary<long, long> Read { get; } = [];

    public long LastOffset { get; set; }

    public ThreadRecord Record { get; } = new("alice", Alice, Thread);

    public static ShownMessage Message(string clientId, long offset) => new(100 + offset, offset, Alice, $"text {offset}", clientId, Revision: 0, IsDeleted: false, IsPinned: false, Reactions: "");

    public static LoggedEvent Logged(string clientId, long offset)
    {
        var json = $$$"""{"type":"message.posted","message":{"id":{{{100 + offset}}},"user":{"id":1},"text":"text {{{offset}}}","offset":{{{offset}}},"clientId":"{{{clientId}}}"}}""";
        return new LoggedEvent(Thread, offset, "message.posted", Encoding.UTF8.GetBytes(json), clientId);
    }

    public Sighting Sighting(long offset) => new(Seen.Event, offset, ThreadCopy.DigestOf(Log[(int)offset - 1].Payload));

    /// <summary>Replaces what was seen.</summary>
    public void Sees(params ReadOnlySpan<long> offsets)
    {
        Record.Sightings.Clear();
        Record.Sightings.Enqueue(new Sighting(Seen.Beginning, 0));
        foreach (var offset in offsets)
            Record.Sightings.Enqueue(Sighting(offset));
    }

    /// <summary>What the checker finds, as breaches.</summary>
    public IEnumerable<Breach> Findings() =>
        Checker.Check(new Snapshot(new Dictionary<long, StoredThread> { [Thread] = new(Thread, LastOffset, Log, Messages, Read) }, Files: []), [Record])
            .Select(finding => finding.Breach);
}
