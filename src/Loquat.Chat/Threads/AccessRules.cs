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
/// The one table of who may do what: the least standing that each action takes, by the kind of thread. Every door asks it, inside the
/// transaction of the change.
/// </summary>
internal static class AccessRules
{
    // Whoever sees a public room takes part in it; to join it means to be told of it. A direct conversation has no ranks.
    private static readonly Dictionary<ThreadAction, (Standing Public, Standing Private, Standing Direct)> Least = new()
    {
        [ThreadAction.See] = (Standing.Stranger, Standing.Reader, Standing.Member),
        [ThreadAction.Post] = (Standing.Member, Standing.Member, Standing.Member),
        [ThreadAction.React] = (Standing.Member, Standing.Member, Standing.Member),
        [ThreadAction.ChangeOwnMessage] = (Standing.Member, Standing.Member, Standing.Member),
        [ThreadAction.DeleteAnyMessage] = (Standing.Moderator, Standing.Moderator, Standing.Owner),
        [ThreadAction.Pin] = (Standing.Member, Standing.Member, Standing.Member),
    };

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
}
