using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Loquat.Protocol;
using Loquat.Realtime.Tokens;

namespace Loquat.Realtime;

/// <summary>
/// One client's connection: connecting, then ready, then closed. Its transport feeds it messages one after another and tells it when it is
/// gone; everything else may be called from anywhere.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "EndAsync, which every transport calls, disposes what is to be disposed.")]
public sealed class Session : IConnection
{
    // Section 28.
    private const int MaxNameLength = 16;
    private const int MaxVersionLength = 64;

    private enum Phase : byte
    {
        Connecting,
        Ready,

        /// <summary>Its connect command was answered by an error: nothing it sends counts any more (section 8, rule 9).</summary>
        Refused,
    }

    private readonly Node _node;
    private readonly CommandIntake _intake;
    private readonly SubscriptionFlow _flow;
    private readonly ServerRefresh _refresh;
    private readonly FrameVariant _variant;
    private readonly SessionTimers _timers;
    private readonly CancellationTokenSource _closing = new();

    // Guards what follows, the table of subscriptions and the timers. Innermost but for the wheel's and the shard's.
    private readonly Lock _gate = new();
    private Phase _phase;
    private TaskCompletionSource? _ready;
    private Disconnect? _disconnect;
    private bool _refreshByClient;
    private Backlog? _backlog;

    internal Session(
        Node node, CommandIntake intake, SubscriptionFlow flow, ServerRefresh refresh, ITransport transport, ClientRequest request)
    {
        _node = node;
        _intake = intake;
        _flow = flow;
        _refresh = refresh;
        Writer = new SessionWriter(transport, node.NextShard(), node.Options.MaxQueuedBytes);
        _variant = new FrameVariant(transport.Encoding, transport.Format, transport.Deflater);
        _timers = new SessionTimers(this, node, _gate);
        Parallel = node.Options.HandlerConcurrency > 0 ? new ParallelCommands(node.Options.HandlerConcurrency) : null;
        Closing = _closing.Token;
        Transport = transport.Name;
        PingsNatively = transport.PingsNatively;
        Secret = _variant.IsEmulated || _variant.IsUnidirectional ? Guid.NewGuid().ToString() : "";
        Request = request;
        Info = new ClientInfo("", Id);
        Subscriptions = new SubscriptionSet(node.Options.ChannelLimit, _gate);
    }

    /// <inheritdoc/>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <inheritdoc/>
    public string User => Info.User;

    /// <inheritdoc/>
    public string Transport { get; }

    /// <inheritdoc/>
    public WireEncoding Encoding => _variant.Encoding;

    /// <inheritdoc/>
    public ClientRequest Request { get; }

    /// <inheritdoc/>
    public object? State { get; private set; }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Meta { get; private set; }

    /// <summary>Names an emulated or unidirectional connection: whoever knows it may speak as this client. Empty for others.</summary>
    public string Secret { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> EmulatedHeaders { get; private set; } = ClientRequest.Empty.Headers;

    /// <summary>What the client calls its library, and of which version; as it says, cut if it is long.</summary>
    public string ClientName { get; private set; } = "";

    /// <inheritdoc cref="ClientName"/>
    public string ClientVersion { get; private set; } = "";

    /// <summary>When its connect command was answered with success; null if it was not.</summary>
    public DateTimeOffset? ConnectedAt { get; private set; }

    /// <summary>What it is subscribed to at this moment.</summary>
    public IReadOnlyList<string> Channels =>
        [.. Subscriptions.ToArray().Where(subscription => subscription.Life == SubscriptionLife.Live).Select(subscription => subscription.Channel)];

    /// <summary>True once its connect command was answered with success.</summary>
    public bool IsConnected => _phase == Phase.Ready;

    internal bool IsConnecting => _phase == Phase.Connecting;
    internal bool IsRefused => _phase == Phase.Refused;

    /// <summary>Null if commands are handled one after another.</summary>
    internal ParallelCommands? Parallel { get; }

    /// <summary>What is left of its rate limits; null until there is one.</summary>
    internal CommandBuckets? Buckets { get; set; }

    /// <summary>Commands that came too fast, since the last one that did not. Not exact where several are handled at once.</summary>
    internal int RefusedInARow { get; set; }

    /// <summary>Cancelled when the session ends.</summary>
    internal CancellationToken Closing { get; }

    internal ClientInfo Info { get; private set; }

    /// <summary>Those that its connection token names.</summary>
    internal IReadOnlySet<string> TokenChannels { get; private set; } = FrozenSet<string>.Empty;

    /// <summary>When the token was issued that it connected or refreshed by; null for none.</summary>
    internal DateTimeOffset? TokenIssuedAt { get; set; }

    internal SubscriptionSet Subscriptions { get; }
    internal SessionWriter Writer { get; }
    internal FlushShard Shard => Writer.Shard;
    internal bool IsEmulated => _variant.IsEmulated;
    internal bool IsUnidirectional => _variant.IsUnidirectional;
    internal bool PingsNatively { get; }
    internal string NodeId => _node.Id;
    internal int MaxQueuedBytes => _node.Options.MaxQueuedBytes;

    /// <summary>Bytes that may be sent at once of what can also follow later: there is room for what cannot.</summary>
    internal int Room => Writer.Room;

    internal bool IsClosing => Volatile.Read(ref _disconnect) is not null;

    /// <summary>Handles one message of the transport: 1..n commands, in order. False once the session is over: read no more.</summary>
    public ValueTask<bool> ReceiveAsync(ReadOnlyMemory<byte> message) => _intake.TakeAsync(this, message);

    /// <summary>Connects a unidirectional session, in the place of <see cref="ReceiveAsync"/>: its client sends nothing else.</summary>
    public ValueTask ConnectAsync(ConnectRequest request) => _intake.HandleAsync(this, new Command.Connect(1, request));

    /// <summary>The client has answered a ping of the transport's own.</summary>
    public void TakeNativePong()
    {
        // It may send as many as it likes (RFC 6455, 5.5.3), and must not answer the protocol's pings by them.
        if (PingsNatively)
            TakePong();
    }

    /// <summary>The transport is gone. Called once, after the last <see cref="ReceiveAsync"/> has completed.</summary>
    public async ValueTask EndAsync()
    {
        Disconnect(Protocol.Disconnect.ConnectionClosed);
        if (Parallel is { } parallel)
            await parallel.AllEndedAsync();
        _timers.Stop();
        if (IsConnected)
            _node.Users.Left(User);
        _node.Directory.Unlist(this);
        foreach (var subscription in Subscriptions.Close())
            await _flow.EndAsync(subscription, push: null);
        await Writer.RestAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        if (IsConnected)
            await _flow.TellDisconnectedAsync(this, _disconnect!);
        _node.Directory.Remove(this);
        _node.Metrics.SessionEnded(_disconnect!.Code);
        _closing.Dispose();
        Parallel?.Dispose();
    }

    /// <summary>Ends the session. Returns at once; may be called from anywhere, any number of times.</summary>
    public void Disconnect(Disconnect disconnect)
    {
        lock (_gate)
        {
            if (_disconnect is not null)
                return;

            _disconnect = disconnect;
            _ready?.TrySetResult();
        }
        _node.Logger.SessionClosing(Id, disconnect.Code, disconnect.Reason);
        Writer.Close(disconnect);
        _timers.WaitForClose();
        _node.Background.Run(CancelAsync);
    }

    /// <summary>Queues a frame. A session that has too many waiting is closed instead.</summary>
    internal void Send(byte[] frame)
    {
        if (!Writer.TryEnqueue(frame))
            CloseAsSlow();
    }

    internal void CloseAsSlow()
    {
        if (!IsClosing)
            _node.Logger.SessionSlow(Id, MaxQueuedBytes);
        Disconnect(Protocol.Disconnect.Slow);
    }

    internal void Send(ref PushFrames frames, Addressing addressing, PublicationForm form = PublicationForm.Plain)
    {
        if (frames.For(_variant, addressing, form) is { } frame)
            Send(frame);
        else
            Disconnect(Protocol.Disconnect.InappropriateProtocol);
    }

    /// <summary>The same, as one of many: queued when the handover ends.</summary>
    internal void Send(ref PushFrames frames, Addressing addressing, PublicationForm form, Handover handover)
    {
        if (frames.For(_variant, addressing, form) is { } frame)
            handover.Add(this, frame);
        else
            Disconnect(Protocol.Disconnect.InappropriateProtocol);
    }

    internal void Send(Reply reply) => Send(Encode(reply));

    internal byte[] Encode(Reply reply) => _variant.Encode(reply);

    /// <summary>False if one of them has no form in this session's encoding.</summary>
    internal bool CanBeSent(IReadOnlyList<Publication> publications) =>
        Encoding == WireEncoding.Protobuf || publications.All(publication => Payload.IsJson(publication.Data));

    internal void Introduce(ConnectRequest request)
    {
        EmulatedHeaders = Realtime.EmulatedHeaders.Keep(request.Headers, _node.Options.KeptEmulatedHeaders);
        ClientName = request.Name.Length > MaxNameLength ? request.Name[..MaxNameLength] : request.Name;
        ClientVersion = request.Version.Length > MaxVersionLength ? request.Version[..MaxVersionLength] : request.Version;
    }

    internal void Identify(Credentials credentials)
    {
        Info = new ClientInfo(credentials.User, Id) { ConnInfo = credentials.Info };
        State = credentials.State;
        Meta = credentials.Meta;
        TokenChannels = credentials.TokenChannels;
        TokenIssuedAt = credentials.TokenIssuedAt;
    }

    /// <summary>Lets the time run in which the client has to send its connect command.</summary>
    internal void Start() => _timers.WaitForConnect();

    /// <summary>Completes when there is <see cref="Room"/>, or the session closes.</summary>
    internal Task RoomAsync() => Writer.RoomAsync();

    /// <summary>The subscriptions that are behind of their logs.</summary>
    internal Backlog BacklogOf(SharedReads logs) =>
        _backlog ?? Interlocked.CompareExchange(ref _backlog, new Backlog(this, logs, _node), null) ?? _backlog;

    /// <summary>Sends the reply to connect and starts what runs while a session is ready.</summary>
    internal void Open(Reply.Connect reply, Credentials credentials)
    {
        _refreshByClient = credentials.RefreshByClient;
        ConnectedAt = _node.Time.GetUtcNow();
        // Whoever has the reply is not stale any more.
        _timers.Run(DueAt(credentials.ExpireAt));
        Send(reply);
        lock (_gate)
        {
            _phase = Phase.Ready;
            _ready?.TrySetResult();
        }
        _node.Logger.SessionConnected(Id, User);
    }

    /// <summary>The session lasts until another time now; null for ever.</summary>
    /// <param name="info">What others are shown from now on, unless it is empty.</param>
    internal void Renew(DateTimeOffset? expireAt, ReadOnlyMemory<byte> info, bool byClient)
    {
        if (!info.IsEmpty)
            Info = Info with { ConnInfo = info };
        _refreshByClient = byClient;
        _timers.WatchConnection(DueAt(expireAt));
    }

    /// <summary>The application says until when the session lasts, and the client hears of it.</summary>
    internal void Renew(RefreshAnswer answer)
    {
        if (answer is not RefreshAnswer.Extended extended || extended.ExpireAt <= _node.Time.GetUtcNow())
        {
            Disconnect(Protocol.Disconnect.Expired);
            return;
        }

        Renew(extended.ExpireAt, extended.Info, _refreshByClient);
        Send(new Reply.Pushed(new Push.Refresh(extended.ExpireAt is not null, Lifetime.OfConnection(extended.ExpireAt, _node.Time))));
    }

    /// <summary>The session's time is over: nobody has brought a token for it, or the application is to be asked.</summary>
    internal void Expire()
    {
        if (_refreshByClient)
            Disconnect(Protocol.Disconnect.Expired);
        else
            _node.Background.Run(() => _refresh.AskAsync(this));
    }

    /// <summary>Completes when the session is ready, or never will be.</summary>
    internal Task WhenReadyAsync()
    {
        lock (_gate)
        {
            return _phase != Phase.Connecting || _disconnect is not null
                ? Task.CompletedTask
                : (_ready ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>The subscription has missed something. Called under its channel's gate.</summary>
    internal void Lose(Subscription subscription) => _node.Lose(_flow, subscription);

    internal bool AwaitsPong => _timers.AwaitsPong;

    internal bool TakePong() => _timers.TakePong();

    internal void WatchExpiry(DateTimeOffset subscriptionExpiresAt) => _timers.WatchSubscription(subscriptionExpiresAt);

    internal void SendPing() => Send(PingsNatively ? TransportFrames.NativePing : FrameVariant.Ping(_variant));

    internal void CloseImpatiently() => Writer.CloseImpatiently();

    /// <summary>Ends the subscriptions that have been expired for too long.</summary>
    internal void EndExpired()
    {
        var now = _node.Time.GetUtcNow();
        foreach (var subscription in Subscriptions.ToArray())
        {
            if (subscription.ExpireAt is not { } expireAt)
                continue;

            if (expireAt + _node.Options.ExpiredSubscriptionCloseDelay > now)
            {
                WatchExpiry(expireAt);
                continue;
            }

            // It is dealt with now, and not again at the next look.
            subscription.Grant = subscription.Grant with { ExpireAt = null };
            _node.Background.Run(() => subscription.Grant.RefreshByClient ? _refresh.EndAsync(subscription) : _refresh.AskAsync(subscription));
        }
    }

    // A client has some time beyond, in which its token may be on the way.
    private DateTimeOffset? DueAt(DateTimeOffset? expireAt) => _refreshByClient ? expireAt + _node.Options.ExpiredCloseDelay : expireAt;

    /// <summary>Its connect command has been answered by an error.</summary>
    internal void Refuse()
    {
        lock (_gate)
        {
            if (_phase == Phase.Ready)
                return;

            _phase = Phase.Refused;
            _ready?.TrySetResult();
        }
        _timers.WaitForRefused();
    }

    // Not on the caller's stack, which may be a broadcast: whoever waits for the token goes on right there.
    private Task CancelAsync()
    {
        try
        {
            _closing.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The session ended before anybody had to be told.
        }
        return Task.CompletedTask;
    }
}
