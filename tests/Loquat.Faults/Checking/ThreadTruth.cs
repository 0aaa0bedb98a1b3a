using System.Text.Json;
using Loquat.Faults.Clients;

namespace Loquat.Faults.Checking;

/// <summary>A stored thread, looked up in the ways that the checker needs.</summary>
internal sealed class ThreadTruth
{
    private readonly Dictionary<long, ulong> _digests;
    private readonly HashSet<long> _redacted = [];

    public ThreadTruth(StoredThread stored)
    {
        Stored = stored;
        Folded = new Timeline();
        _digests = stored.Events.ToDictionary(logged => logged.Offset, logged => ThreadCopy.DigestOf(logged.Payload));
        ByClientId = stored.Events.Where(logged => logged.ClientId is not null).ToLookup(logged => logged.ClientId!);
        foreach (var logged in stored.Events)
            Fold(logged);
    }

    public StoredThread Stored { get; }

    /// <summary>What the log alone makes of the thread.</summary>
    public Timeline Folded { get; }

    public ILookup<string, LoggedEvent> ByClientId { get; }

    /// <summary>False for what this log never held. A deleted message's earlier events lose their text, so that they are not what was seen.</summary>
    public bool Held(Sighting sighting) =>
        _digests.TryGetValue(sighting.Offset, out var digest) && (digest == sighting.Digest || _redacted.Contains(sighting.Offset));

    /// <summary>Messages of others beyond an offset that are not deleted.</summary>
    public static int UnreadIn(IEnumerable<ShownMessage> messages, long userId, long read) =>
        messages.Count(message => message.AuthorId != userId && message.Offset > read && !message.IsDeleted);

    private void Fold(LoggedEvent logged)
    {
        using var change = JsonDocument.Parse(logged.Payload);
        Folded.Apply(change.RootElement);
        if (logged.Type is "message.posted" or "message.edited" && ShownMessage.Of(change.RootElement.GetProperty("message")).IsDeleted)
            _redacted.Add(logged.Offset);
    }
}
