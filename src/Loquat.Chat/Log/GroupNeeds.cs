using Loquat.Chat.Messages;

namespace Loquat.Chat.Log;

/// <summary>What the changes of a group want to know before they are decided. No doubles.</summary>
internal sealed class GroupNeeds
{
    public GroupNeeds(IEnumerable<TimedChange> changes)
    {
        var keys = new HashSet<ClientKey>();
        var actors = new HashSet<(long ThreadId, long UserId)>();
        var messages = new HashSet<long>();
        var names = new HashSet<string>();
        var owned = new HashSet<long>();
        foreach (var (change, _) in changes)
        {
            if (change.Key is { } key)
                keys.Add(key);
            if (change.MessageId is { } messageId)
                messages.Add(messageId);

            actors.Add((change.ThreadId, change.ActorId));
            if (change.OtherId is { } otherId)
                actors.Add((change.ThreadId, otherId));
            if (change.ConcernsOwners)
                owned.Add(change.ThreadId);

            names.UnionWith(change.NormalizedNames);
        }

        (Keys, Actors, Messages, Names, Owned) = ([.. keys], [.. actors], [.. messages], [.. names], [.. owned]);
    }

    public IReadOnlyList<ClientKey> Keys { get; }

    public IReadOnlyList<(long ThreadId, long UserId)> Actors { get; }

    public IReadOnlyList<long> Messages { get; }

    /// <summary>Normalized, as accounts are looked up by.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Threads whose owners are to be known.</summary>
    public IReadOnlyList<long> Owned { get; }
}

/// <summary>The answers. What does not exist is left out.</summary>
internal sealed class GroupFacts
{
    public Dictionary<ClientKey, StoredEvent> Repeats { get; } = [];

    public Dictionary<(long ThreadId, long UserId), Actor> Actors { get; } = [];

    public Dictionary<long, MessageState> Messages { get; } = [];

    public HashSet<(long ThreadId, long UserId)> Owners { get; } = [];

    public Dictionary<string, AuthorView> People { get; } = [];
}
