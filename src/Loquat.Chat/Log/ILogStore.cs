using Loquat.Chat.Messages;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Log;

/// <summary>
/// The writer's own connection to one kind of database, one transaction at a time. After an exception <see cref="AbandonAsync"/> makes it
/// fresh: nothing of the transaction stays, and the next one connects anew.
/// </summary>
internal interface ILogStore : IAsyncDisposable
{
    /// <summary>The log's name. Known after the first <see cref="BeginAsync"/>.</summary>
    string Epoch { get; }

    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The threads that exist among these, and the parents of branches. From here to the end of the transaction nobody else appends to them, on this node or another;
    /// what is read after this has seen everything that was appended before.
    /// </summary>
    Task<Dictionary<long, ThreadHead>> LockAsync(IReadOnlyCollection<long> threadIds, CancellationToken cancellationToken);

    /// <summary>Everything that the changes of a group depend on, as it is under the lock.</summary>
    Task<GroupFacts> ReadAsync(GroupNeeds needs, CancellationToken cancellationToken);

    /// <summary>Stores new messages and gives each its id.</summary>
    Task InsertMessagesAsync(IReadOnlyList<MessageState> messages, CancellationToken cancellationToken);

    /// <summary>Stores the events, then the rows in their order, which may change events of this very group, and moves the heads.</summary>
    Task WriteAsync(
        IReadOnlyList<EventDraft> events,
        IReadOnlyList<RowWrite> rows,
        IReadOnlyCollection<ThreadHead> heads,
        CancellationToken cancellationToken);

    /// <summary>Returns when the transaction is durable.</summary>
    Task CommitAsync(CancellationToken cancellationToken);

    Task AbandonAsync();
}

/// <summary>A client's id for a change, which is its actor's own.</summary>
internal readonly record struct ClientKey(long ActorId, string ClientId);

/// <summary>An event as an earlier transaction left it.</summary>
/// <param name="Actor">What they are in the thread now.</param>
internal sealed record StoredEvent(long Offset, string Type, byte[] Payload, ThreadHead Thread, Actor Actor)
{
    /// <summary>False for whoever sees the thread no more: a repeat tells them nothing, but that they are gone.</summary>
    public bool MayBeTold => Type == MemberLeft.EventType
        || AccessRules.Allow(
            ThreadAction.See, Access.StandingOf(Actor.Membership, Actor.ServerRole, Thread.Visibility), Thread.Kind, Thread.Visibility);
}

/// <summary>An event on its way into the database.</summary>
/// <param name="View">The thread right after it.</param>
internal sealed record EventDraft(
    ThreadHead Thread, ThreadView View, long Offset, long ActorId, string? ClientId, EventContent Content, byte[] Payload, DateTimeOffset Created)
{
    /// <summary>Who follows the thread from here on.</summary>
    public IReadOnlyList<long> NewFollowers { get; init; } = [];
}

/// <summary>One statement that both databases understand, with its values in place of $1, $2 …</summary>
internal readonly record struct RowWrite(string Sql, params object[] Values);
