namespace Loquat.Chat.Threads;

/// <summary>What somebody may want to do in a thread.</summary>
public enum ThreadAction
{
    /// <summary>Read it, follow it, and say how far one has read.</summary>
    See,
    Post,
    React,
    ChangeOwnMessage,
    DeleteAnyMessage,
    Pin,

    /// <summary>Start a branch from a message.</summary>
    Branch,
    Join,
    Leave,
    Invite,

    /// <summary>Somebody else, of lesser standing.</summary>
    Remove,
    SetRole,

    /// <summary>Name and topic.</summary>
    Rename,

    /// <summary>Close it for good, or open it again.</summary>
    Archive,
}

/// <summary>What somebody is in a thread. Each may do what the ones before may, in every kind of thread.</summary>
public enum Standing
{
    /// <summary>Has an account here, and is no member.</summary>
    Stranger,
    Reader,
    Member,
    Moderator,
    Owner,
}

/// <summary>
/// The one table of who may do what: the least standing that each action takes, by the kind of thread, or null where nobody may. It is asked
/// inside the transaction of the change, whichever door it came by.
/// </summary>
internal static class AccessRules
{
    // Whoever sees a public room takes part in it as a member does. A direct conversation has no ranks, and its people are what it is.
    private static readonly Dictionary<ThreadAction, (Standing? Public, Standing? Private, Standing? Direct)> Least = new()
    {
        [ThreadAction.See] = (Standing.Stranger, Standing.Reader, Standing.Member),
        [ThreadAction.Post] = (Standing.Member, Standing.Member, Standing.Member),
        [ThreadAction.React] = (Standing.Member, Standing.Member, Standing.Member),
        [ThreadAction.ChangeOwnMessage] = (Standing.Member, Standing.Member, Standing.Member),
        [ThreadAction.DeleteAnyMessage] = (Standing.Moderator, Standing.Moderator, null),
        [ThreadAction.Pin] = (Standing.Member, Standing.Member, Standing.Member),
        [ThreadAction.Branch] = (Standing.Member, Standing.Member, Standing.Member),
        [ThreadAction.Join] = (Standing.Member, Standing.Reader, null),
        // Who is kept silent in a public room would have a voice again outside of it.
        [ThreadAction.Leave] = (Standing.Member, Standing.Reader, null),
        [ThreadAction.Invite] = (Standing.Member, Standing.Member, null),
        [ThreadAction.Remove] = (Standing.Moderator, Standing.Moderator, null),
        [ThreadAction.SetRole] = (Standing.Owner, Standing.Owner, null),
        [ThreadAction.Rename] = (Standing.Moderator, Standing.Moderator, null),
        [ThreadAction.Archive] = (Standing.Owner, Standing.Owner, null),
    };

    // What is archived stays as it is, readable; people may still take back what they said, and go.
    private static readonly HashSet<ThreadAction> InArchive =
        [ThreadAction.See, ThreadAction.Leave, ThreadAction.Archive, ThreadAction.DeleteAnyMessage];

    // A branch is a part of its parent: one's standing there is one's standing here, and people, name and end are the parent's matter.
    private static readonly HashSet<ThreadAction> InBranch =
    [
        ThreadAction.See, ThreadAction.Post, ThreadAction.React, ThreadAction.ChangeOwnMessage, ThreadAction.DeleteAnyMessage, ThreadAction.Pin,
    ];

    /// <param name="kind">In a branch its parent's.</param>
    public static bool Allow(ThreadAction action, Standing standing, ThreadKind kind, Visibility visibility)
    {
        var least = Least[action];
        return standing >= (kind, visibility) switch
        {
            (ThreadKind.Direct, _) => least.Direct,
            (_, Visibility.Private) => least.Private,
            _ => least.Public,
        };
    }

    public static bool AllowInBranch(ThreadAction action) => InBranch.Contains(action);

    public static bool AllowInArchive(ThreadAction action) => InArchive.Contains(action);
}
