namespace Loquat.Chat.Log;

/// <summary>
/// Something that somebody wants changed, as it is handed to the log. Each kind lives beside the action that makes it.
/// </summary>
/// <param name="ActorId">Who wants it.</param>
/// <param name="ClientId">Chosen by the actor's client, unique for this actor for ever and for every kind: a retry finds the first attempt.</param>
public abstract record Change(long ActorId, string? ClientId)
{
    public const int MaxClientIdLength = 64;

    /// <summary>Changes with the same lane keep their order; lanes take turns.</summary>
    internal abstract long Lane { get; }

    internal ClientKey? Key => ClientId is null ? null : new ClientKey(ActorId, ClientId);
}

/// <summary>A change to a thread that exists. Decided and committed together with whatever else waits.</summary>
public abstract record ThreadChange(long ThreadId, long ActorId, string? ClientId) : Change(ActorId, ClientId)
{
    internal override long Lane => ThreadId;

    /// <summary>The message that it is about, if it is about one that exists.</summary>
    internal virtual long? MessageId => null;

    /// <summary>Somebody else whom it concerns.</summary>
    internal virtual long? OtherId => null;

    /// <summary>True if the thread might be left without an owner.</summary>
    internal virtual bool ConcernsOwners => false;

    /// <summary>Files that it takes along.</summary>
    internal virtual IReadOnlyCollection<long> LooseFiles => [];

    /// <summary>True if it concerns the files of <see cref="MessageId"/>.</summary>
    internal virtual bool ConcernsFiles => false;

    /// <summary>Names that may turn out to be people's.</summary>
    internal virtual IReadOnlyCollection<string> NormalizedNames => [];

    /// <summary>
    /// What becomes of it, while the thread is locked and everything that it depends on has been read. Plain code: what is to be stored is
    /// left with the scene.
    /// </summary>
    internal abstract Verdict Decide(Scene scene);
}

/// <summary>
/// Something in no log that is written all the time and that nobody waits for. The writer takes it where only one may write at a time, since whoever wants to write besides
/// waits inside a call, on a thread that others need.
/// </summary>
internal abstract record Aside() : Change(ActorId: 0, ClientId: null)
{
    // No thread has it.
    internal override long Lane => -1;

    internal abstract Task WriteAsync(ChatDbContext db, CancellationToken cancellationToken);
}

/// <summary>A thread that comes into being. Rare enough for a transaction of its own.</summary>
public abstract record Creation(long ActorId, string? ClientId) : Change(ActorId, ClientId)
{
    internal override long Lane => 0;

    /// <summary>Adds the thread and its first event in the transaction that has begun.</summary>
    internal abstract Task<CreationResult> AddAsync(ChatDbContext db, DateTimeOffset now, CancellationToken cancellationToken);
}
