using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>
/// Carries publications between those who publish and the nodes whose clients subscribed, and keeps the streams of channels with history.
/// </summary>
/// <remarks>
/// What it delivers to the sink includes what this node published itself. Publications of one channel reach the sink in the order of their
/// offsets, one after another. The sink returns quickly and never calls back into the broker.
/// </remarks>
public interface IBroker
{
    /// <summary>
    /// False for a name that this broker cannot keep, of a channel or of a publication (<see cref="PublishOptions.IdempotencyKey"/>): it is refused like any
    /// other that is not allowed.
    /// </summary>
    bool Takes(string name) => true;

    /// <summary>Names the receiver of everything that is published from now on. Called once, before anything else.</summary>
    void Attach(IBrokerSink sink);

    /// <summary>
    /// Stores the publication if <paramref name="retention"/> keeps anything, delivers it, and returns its position: offset 0 if it is not
    /// part of a stream. Storing and numbering are one atomic step. A repeated idempotency key or a version that is not newer publishes
    /// nothing.
    /// </summary>
    ValueTask<StreamPosition> PublishAsync(
        string channel, Publication publication, Retention retention, PublishOptions options, CancellationToken cancellationToken);

    /// <summary>Tells subscribers that someone came. At most once, never stored.</summary>
    ValueTask JoinAsync(string channel, ClientInfo info, CancellationToken cancellationToken);

    /// <summary>Tells subscribers that someone left. At most once, never stored.</summary>
    ValueTask LeaveAsync(string channel, ClientInfo info, CancellationToken cancellationToken);

    /// <summary>
    /// One consistent read of publications and top. Creates the stream, with its epoch, if it does not exist. Null if
    /// <see cref="HistoryQuery.Since"/> names another epoch than the stream's; an empty one is not compared.
    /// </summary>
    ValueTask<HistoryResult?> HistoryAsync(string channel, HistoryQuery query, Retention retention, CancellationToken cancellationToken);

    /// <summary>Forgets the publications of a stream; its position stays.</summary>
    ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken);
}

/// <summary>Where a broker delivers. Calls for one channel come one after another.</summary>
public interface IBrokerSink
{
    /// <summary>
    /// False if nobody here would hear what the channel carries: a broker need not fetch it then. Whoever subscribes is wanting before reading the
    /// channel's history.
    /// </summary>
    bool Wants(string channel) => true;

    /// <summary>Something was published.</summary>
    /// <param name="epoch">Of the stream that the publication is part of; empty if its offset is 0.</param>
    /// <param name="delta">As it was published: <see cref="PublishOptions.Delta"/>.</param>
    void OnPublication(string channel, Publication publication, string epoch, bool delta);

    /// <summary>Somebody came.</summary>
    void OnJoin(string channel, ClientInfo info);

    /// <summary>Somebody left.</summary>
    void OnLeave(string channel, ClientInfo info);
}

/// <summary>What a stream keeps. A size or a TTL of zero keeps nothing.</summary>
/// <param name="Size">How many publications at most.</param>
/// <param name="Ttl">How long after the latest one.</param>
/// <param name="MetaTtl">How long after its last use a stream's position is remembered.</param>
public readonly record struct Retention(int Size, TimeSpan Ttl, TimeSpan MetaTtl)
{
    /// <summary>Whether there is a stream at all.</summary>
    public bool KeepsPublications => Size > 0 && Ttl > TimeSpan.Zero;
}

/// <summary>Which part of a stream to read (section 20).</summary>
/// <param name="Limit">0 for the position alone, negative for everything there is.</param>
/// <param name="Since">Excluded itself; null to start at the stream's end that <paramref name="Reverse"/> names.</param>
public readonly record struct HistoryQuery(int Limit, StreamPosition? Since = null, bool Reverse = false);

/// <summary>What a publisher may ask for beyond delivery (section 20).</summary>
public sealed record PublishOptions
{
    /// <summary>Plain publishing.</summary>
    public static readonly PublishOptions Default = new();

    /// <summary>Delivers without storing: the publication has no offset.</summary>
    public bool SkipHistory { get; init; }

    /// <summary>A repetition within five minutes returns the first one's result and publishes nothing; empty for none.</summary>
    public string IdempotencyKey { get; init; } = "";

    /// <summary>
    /// The version of the state that is published: not newer than the latest of the same <see cref="VersionEpoch"/> publishes nothing. 0
    /// for none.
    /// </summary>
    public ulong Version { get; init; }

    /// <summary>Names the sequence that <see cref="Version"/> counts in; a new one starts anew.</summary>
    public string VersionEpoch { get; init; } = "";

    /// <summary>What subscribers' filters look at; null for nothing.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Subscribers who can may get it as a patch to the publication before.</summary>
    public bool Delta { get; init; }
}
