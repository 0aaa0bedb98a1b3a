using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>What becomes of a publication for one subscriber.</summary>
internal enum Admission
{
    Deliver,
    Skip,

    /// <summary>Something before it is missing: this subscription cannot go on.</summary>
    Lost,
}

/// <summary>
/// One session in one channel. Each attempt to subscribe has an object of its own: what belongs to an earlier attempt never touches a later
/// one.
/// </summary>
/// <remarks>
/// Two owners share it. The delivery part (<see cref="Admit"/> and what stands below it) belongs to the channel, under the channel's gate.
/// The life (<see cref="Life"/>) belongs to the session's <see cref="SubscriptionSet"/>, under its gate.
/// </remarks>
internal sealed class Subscription(Session session, string channel, bool serverSide)
{
    private enum State : byte { Preparing, CatchingUp, Live, Stopped }

    private Grant _grant = Grant.None;
    private bool _isPositioned;
    private bool _isFiltered;
    private State _state;
    private StreamPosition _position;
    private Arrivals? _arrived;
    private bool _holdsPrevious;

    public Session Session { get; } = session;

    /// <summary>Its name.</summary>
    public string Channel { get; private set; } = channel;

    /// <summary>Made by the server: it cannot be lost or expire without the connection.</summary>
    public bool IsServerSide { get; } = serverSide;

    public Grant Grant
    {
        get => _grant;
        set
        {
            _grant = value;
            // What every publication asks, within the object that it looks at anyway.
            (_isPositioned, IsPatched, Addressing) = (value.Positioned, value.Delta, value.Compact ? Addressing.Number : Addressing.Name);
            _isFiltered = value.Filter is not null;
        }
    }

    /// <summary>Publications come in the form for patches.</summary>
    public bool IsPatched { get; private set; }

    /// <summary>Where it stands in the hub; null until it does.</summary>
    public Channel? Place
    {
        get;
        set
        {
            field = value;
            // The name that all its subscribers share, instead of one that came with a command.
            Channel = value?.Name ?? Channel;
        }
    }

    /// <summary>How pushes to it name the channel. Ends of it always do so by name.</summary>
    public Addressing Addressing { get; private set; }

    /// <summary>Where others have been told of it, they are told of its end too.</summary>
    public bool WasAnnounced { get; set; }

    public SubscriptionLife Life { get; set; }

    /// <summary>Set by whoever waits for the life to leave a state between two others.</summary>
    public TaskCompletionSource? Settled { get; set; }

    /// <summary>Until when it holds; null for ever.</summary>
    public DateTimeOffset? ExpireAt => Grant.ExpireAt;

    /// <summary>It holds until another time now; null for ever.</summary>
    /// <param name="info">What others are shown from now on, unless it is empty.</param>
    public void Renew(DateTimeOffset? expireAt, ReadOnlyMemory<byte> info, bool byClient)
    {
        Grant = Grant with { ExpireAt = expireAt, Info = info.IsEmpty ? Grant.Info : info, RefreshByClient = byClient };
        if (expireAt is { } moment)
            Session.WatchExpiry(moment);
    }

    /// <summary>Index in the channel's array. The channel's own.</summary>
    public int Slot { get; set; }

    public ClientInfo Info => Grant.Info.IsEmpty ? Session.Info : Session.Info with { ChanInfo = Grant.Info };

    /// <summary>True if joins and leaves are pushed to this subscriber now.</summary>
    public bool SeesJoinLeave => HasBegun && Grant.PushesJoinLeave;

    public bool IsLive => _state == State.Live;

    /// <summary>It has had its reply, and is brought to the end of its log before it is live.</summary>
    public bool IsCatchingUp => _state == State.CatchingUp;

    /// <summary>It has had its reply, and has not ended.</summary>
    public bool HasBegun => _state is State.Live or State.CatchingUp;

    /// <summary>Of the last publication delivered.</summary>
    public StreamPosition Position => _position;

    public bool IsBehind(StreamPosition top) => _position.Offset < top.Offset || _position.Epoch != top.Epoch;

    /// <summary>Section 12: decides on a publication and moves the position.</summary>
    public Admission Admit(Publication publication, string epoch)
    {
        if (_state != State.Live)
        {
            if (_state == State.Preparing && _isPositioned && publication.Offset > 0)
                Keep(publication, epoch);
            return Admission.Skip;
        }
        if (!_isPositioned || publication.Offset == 0)
            return Chooses(publication) ? Admission.Deliver : Admission.Skip;
        if (_position.Epoch.Length > 0 && epoch != _position.Epoch)
            return Admission.Lost;
        if (publication.Offset <= _position.Offset)
            return Admission.Skip;
        if (publication.Offset > _position.Offset + 1)
            return Admission.Lost;

        _position = new StreamPosition(publication.Offset, epoch);
        return Chooses(publication) ? Admission.Deliver : Admission.Skip;
    }

    /// <summary>Decides on a publication of the log that this subscription is behind of, and moves the position.</summary>
    public Admission AdmitNext(Publication publication)
    {
        if (publication.Offset <= _position.Offset)
            return Admission.Skip;
        if (publication.Offset > _position.Offset + 1)
            return Admission.Lost;

        _position = _position with { Offset = publication.Offset };
        return Chooses(publication) ? Admission.Deliver : Admission.Skip;
    }

    /// <summary>In which form a publication goes out that was just admitted.</summary>
    public PublicationForm FormOf(Publication publication)
    {
        if (!IsPatched)
            return PublicationForm.Plain;

        var form = _holdsPrevious ? PublicationForm.Patch : PublicationForm.Whole;
        // What is not part of the stream takes the place of what the client held, and no patch is made to it.
        _holdsPrevious = _isPositioned && publication.Offset > 0;
        return publication.Offset > 0 ? form : PublicationForm.Whole;
    }

    /// <summary>
    /// Hands over what arrived so far; null if it was more than is kept, or is of another stream than <paramref name="epoch"/>.
    /// </summary>
    public IReadOnlyList<Publication>? TakeArrived(string epoch)
    {
        if (_arrived is null)
            return [];

        var arrived = _arrived.Take(epoch);
        // One that has lost something goes on to know it.
        if (arrived is not null)
            _arrived = null;
        return arrived;
    }

    /// <param name="holdsPrevious">The client has got the publication at this position just now.</param>
    public void GoLive(StreamPosition position, bool holdsPrevious)
    {
        if (_state == State.Preparing)
            (_state, _position, _holdsPrevious) = (State.Live, position, holdsPrevious);
    }

    /// <summary>The client has everything up to here. What comes after it is in the log, and is not kept for it.</summary>
    public void CatchUpFrom(StreamPosition position)
    {
        if (_state == State.Preparing)
            (_state, _position, _arrived) = (State.CatchingUp, position, null);
    }

    /// <summary>The client has all that was delivered to others.</summary>
    public void EndCatchingUp()
    {
        if (_state == State.CatchingUp)
            _state = State.Live;
    }

    /// <summary>Nothing more is delivered.</summary>
    public void Stop()
    {
        _state = State.Stopped;
        _arrived = null;
    }

    /// <summary>Something is missing: nothing more is delivered, and the client hears of it.</summary>
    public void Lose()
    {
        Stop();
        Session.Lose(this);
    }

    private bool Chooses(Publication publication) => !_isFiltered || _grant.Filter!.Matches(publication.Tags);

    private void Keep(Publication publication, string epoch) =>
        (_arrived ??= new Arrivals()).Keep(publication, epoch, Session.MaxQueuedBytes);
}

internal enum SubscriptionLife : byte
{
    /// <summary>Reserved; the outcome is open.</summary>
    Preparing,

    Live,

    /// <summary>Somebody is taking it down. The name is still reserved.</summary>
    Ending,

    Ended,
}
