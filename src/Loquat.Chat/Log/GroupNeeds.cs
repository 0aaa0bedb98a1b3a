using Loquat.Chat.Files;
using Loquat.Chat.Messages;

namespace Loquat.Chat.Log;

/// <summary>What the changes of a group want to know before they are decided. No doubles.</summary>
internal sealed class GroupNeeds
{
    public GroupNeeds(IEnumerable<TimedChange> changes, IReadOnlyDictionary<long, ThreadHead> heads)
    {
        var keys = new HashSet<ClientKey>();
        var actors = new HashSet<(long ThreadId, long UserId)>();
        var messages = new HashSet<long>();
        var names = new HashSet<string>();
        var owned = new HashSet<long>();
        var named = new HashSet<(long ThreadId, string Name)>();
        var followers = new HashSet<(long ThreadId, long UserId)>();
        var starts = new HashSet<(long ThreadId, long MessageId)>();
        var looseFiles = new HashSet<long>();
        var filesOf = new HashSet<long>();
        foreach (var (change, _) in changes)
        {
            looseFiles.UnionWith(change.LooseFiles);
            if (change.Key is { } key)
                keys.Add(key);
            if (change.MessageId is { } messageId)
            {
                messages.Add(messageId);
                if (change.ConcernsFiles)
                    filesOf.Add(messageId);
            }

            var root = heads.TryGetValue(change.ThreadId, out var head) ? head.RootId : change.ThreadId;
            actors.Add((root, change.ActorId));
            if (change.OtherId is { } otherId)
                actors.Add((root, otherId));
            if (head?.Parent is { } parent)
            {
                messages.Add(parent.Message);
                starts.Add((root, parent.Message));
                followers.Add((head.Id, change.ActorId));
                named.UnionWith(change.NormalizedNames.Select(name => (root, name)));
            }
            if (change.ConcernsOwners)
                owned.Add(change.ThreadId);

            names.UnionWith(change.NormalizedNames);
        }

        (Keys, Actors, Messages, Names, Owned) = ([.. keys], [.. actors], [.. messages], [.. names], [.. owned]);
        (Named, Followers, Starts) = ([.. named], [.. followers], [.. starts]);
        (LooseFiles, FilesOf) = ([.. looseFiles], [.. filesOf]);
    }

    public IReadOnlyList<ClientKey> Keys { get; }

    /// <summary>People, and the threads that know what they are there.</summary>
    public IReadOnlyList<(long ThreadId, long UserId)> Actors { get; }

    public IReadOnlyList<long> Messages { get; }

    /// <summary>Normalized, as accounts are looked up by.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Threads whose owners are to be known.</summary>
    public IReadOnlyList<long> Owned { get; }

    /// <summary>The same as <see cref="Actors"/> of people who are only known by name yet.</summary>
    public IReadOnlyList<(long ThreadId, string Name)> Named { get; }

    /// <summary>The same of the authors of messages that branches start from.</summary>
    public IReadOnlyList<(long ThreadId, long MessageId)> Starts { get; }

    /// <summary>Of whom it is to be known whether they follow a branch.</summary>
    public IReadOnlyList<(long ThreadId, long UserId)> Followers { get; }

    public IReadOnlyList<long> LooseFiles { get; }

    /// <summary>Messages whose files are to be known. Nobody else passes these on, or deletes them, before this group is committed.</summary>
    public IReadOnlyList<long> FilesOf { get; }
}

/// <summary>The answers. What does not exist is left out.</summary>
internal sealed class GroupFacts
{
    public Dictionary<ClientKey, StoredEvent> Repeats { get; } = [];

    public Dictionary<(long ThreadId, long UserId), Actor> Actors { get; } = [];

    public Dictionary<long, MessageState> Messages { get; } = [];

    public HashSet<(long ThreadId, long UserId)> Owners { get; } = [];

    public HashSet<(long ThreadId, long UserId)> Followers { get; } = [];

    public Dictionary<string, AuthorView> People { get; } = [];

    public Dictionary<long, FileState> Files { get; } = [];
}
