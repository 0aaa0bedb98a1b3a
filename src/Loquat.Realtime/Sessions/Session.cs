using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Loquat.Protocol;
using Loquat.Realtime.Tokens;

namespace Loquat.Realtime;

/// <summary>
/// One client's connection: connecting, then ready, then closed. Its transport feeds it messages one after another and tells it when it is
/// gone; everything else may be called from anywhere.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing that has to be disposed.")]
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

    private readonly EngineParts _engine;
    private readonly FrameVariant _variant;
    private readonly SessionTimers _timers;
    private readonly CancellationTokenSource _closing = new();

    // The timers' monitor guards what follows. Innermost but for the wheel's and the shard's.
    private Phase _phase;
    private Disconnect? _disconnect;
    private bool _refreshByClient;
    private volatile bool _isTaking;

    private CompactMoment _connectedAt;
    private CompactMoment _tokenIssuedAt;
    private SessionExtras? _extras;
    private ClientInfo? _info;

    internal Session(EngineParts engine, ITransport transport, ClientRequest request)
    {
        _engine = engine;
        Writer = new SessionWriter(transport, Node.NextShard());
        _variant = FrameVariant.Of(transport.Encoding, transport.Format, transport.Deflater);
        _timers = new SessionTimers(this);
        if (Node.Options.HandlerConcurrency > 0)
            _extras = new SessionExtras { Parallel = new ParallelCommands(Node.Options.HandlerConcurrency) };
        PingsNatively = transport.PingsNatively;
        if (_variant.IsEmulated || _variant.IsUnidirectional)
            Extras.Secret = Guid.NewGuid().ToString();
        Request = request;
        Subscriptions = new SubscriptionSet();
    }

    /// <inheritdoc/>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <inheritdoc/>
    public string User { get; private set; } = "";

    /// <inheritdoc/>
    public string Transport => Writer.TransportName;

    /// <inheritdoc/>
    public WireEncoding Encoding => _variant.Encoding;

    /// <inheritdoc/>
    public ClientRequest Request { get; }

    /// <inheritdoc/>
    public object? State { get; private set; }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Meta => _extras?.Meta ?? default;

    /// <summary>Names an emulated or unidirectional connection: whoever knows it may speak as this client. Empty for others.</summary>
    public string Secret => _extras?.Secret ?? "";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> EmulatedHeaders => _extras?.EmulatedHeaders ?? ClientRequest.Empty.Headers;

    /// <summary>What the client calls its library, and of which version; as it says, cut if it is long.</summary>
    public string ClientName { get; private set; } = "";

    /// <inheritdoc cref="ClientName"/>
    public string ClientVersion { get; private set; } = "";

    /// <summary>When its connect command was answered with success; null if it was not.</summary>
    public DateTimeOffset? ConnectedAt => _connectedAt.Value;

    /// <summary>What it is subscribed to at this moment.</summary>
    public IReadOnlyList<string> Channels =>
        [.. Subscriptions.ToArray().Where(subscription => subscription.Life == SubscriptionLife.Live).Select(subscription => subscription.Channel)];

    /// <summary>How many channels more it may be subscribed to. Whoever has the server subscribe it to one more than that disconnects it.</summary>
    public int ChannelsLeft => Node.Options.ChannelLimit - Subscriptions.Count;

    /// <summary>True once its connect command was answered with success.</summary>
    public bool IsConnected => _phase == Phase.Ready;

    internal bool IsConnecting => _phase == Phase.Connecting;
    internal bool IsRefused => _phase == Phase.Refused;

    /// <summary>Null if commands are handled one after another.</summary>
    internal ParallelCommands? Parallel => _extras?.Parallel;

    /// <summary>What is left of its rate limits; null until there is one.</summary>
    internal CommandBuckets? Buckets
    {
        get => _extras?.Buckets;
        set => Extras.Buckets = value;
    }

    /// <summary>Commands that came too fast, since the last one that did not. Not exact where several are handled at once.</summary>
    internal int RefusedInARow
    {
        get => _extras?.RefusedInARow ?? 0;
        set
        {
            if (RefusedInARow != value)
                Extras.RefusedInARow = value;
        }
    }

    /// <summary>Cancelled when the session ends.</summary>
    internal CancellationToken Closing => _closing.Token;

    /// <summary>As others see it. Made when the first of them does: a session that only listens has none.</summary>
    internal ClientInfo Info => _info ??= new ClientInfo(User, Id) { ConnInfo = _extras?.ConnInfo ?? default };

    /// <summary>Those that its connection token names.</summary>
    internal IReadOnlySet<string> TokenChannels { get; private set; } = FrozenSet<string>.Empty;

    /// <summary>When the token was issued that it connected or refreshed by; null for none.</summary>
    internal DateTimeOffset? TokenIssuedAt
    {
        get => _tokenIssuedAt.Value;
        set => _tokenIssuedAt = new CompactMoment(value);
    }

    /// <summary>Where it stands among the sessions of its node; negative for nowhere.</summary>
    internal int Slot { get; set; } = -1;

    internal SubscriptionSet Subscriptions { get; }
    internal Node Node => _engine.Node;
    internal SessionWriter Writer { get; }
    internal FlushShard Shard => Writer.Shard;
    internal bool IsEmulated => _variant.IsEmulated;
    internal bool IsUnidirectional => _variant.IsUnidirectional;
    internal bool PingsNatively { get; }
    internal string NodeId => Node.Id;
    internal int MaxQueuedBytes => Node.Options.MaxQueuedBytes;

    /// <summary>Bytes that may be sent at once of what can also follow later: there is room for what cannot.</summary>
    internal int Room => Writer.Room;

    /// <summary>Set while a message is handled: what the client has sent after it is not read before.</summary>
    internal bool IsTaking { get => _isTaking; set => _isTaking = value; }

    internal bool IsClosing => Volatile.Read(ref _disconnect) is not null;

    /// <summary>Handles one message of the transport: 1..n commands, in order. False once the session is over: read no more.</summary>
    public ValueTask<bool> ReceiveAsync(ReadOnlyMemory<byte> message) => _engine.Intake.TakeAsync(this, message);

    /// <summary>What messages that came together are answered waits for <see cref="SendAnswers"/>, so that it leaves together.</summary>
    public void GatherAnswers() => Writer.GatherAnswers();

    /// <summary>What has been answered leaves, from the caller's thread if it is little. What is answered later leaves by itself.</summary>
    public void SendAnswers() => Writer.SendAnswers();

    /// <summary>Connects a unidirectional session, in the place of <see cref="ReceiveAsync"/>: its client sends nothing else.</summary>
    public ValueTask ConnectAsync(ConnectRequest request) => _engine.Intake.HandleAsync(this, new Command.Connect(1, request));

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
            Node.Users.Left(User);
        Node.Directory.Unlist(this);
        foreach (var subscription in Subscriptions.Close())
            await _engine.Flow.EndAsync(subscription, push: null);
        await Writer.RestAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        if (IsConnected)
            await _engine.Flow.TellDisconnectedAsync(this, _disconnect!);
        Node.Directory.Remove(this);
        Node.Metrics.SessionEnded(_disconnect!.Code);
        Parallel?.Dispose();
    }

    /// <summary>Ends the session. Returns at once; may be called from anywhere, any number of times.</summary>
    public void Disconnect(Disconnect disconnect)
    {
        lock (_timers)
        {
            if (_disconnect is not null)
                return;

            _disconnect = disconnect;
            _extras?.Ready?.TrySetResult();
        }
        Node.Logger.SessionClosing(Id, disconnect.Code, disconnect.Reason);
        Writer.Close(disconnect);
        _timers.WaitForClose();
        Node.Background.Run(CancelAsync);
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
            Node.Logger.SessionSlow(Id, MaxQueuedBytes);
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
        if (Realtime.EmulatedHeaders.Keep(request.Headers, Node.Options.KeptEmulatedHeaders) is { Count: > 0 } headers)
            Extras.EmulatedHeaders = headers;
        ClientName = request.Name.Length > MaxNameLength ? request.Name[..MaxNameLength] : request.Name;
        ClientVersion = request.Version.Length > MaxVersionLength ? request.Version[..MaxVersionLength] : request.Version;
    }

    internal void Identify(Credentials credentials)
    {
        User = credentials.User;
        Show(credentials.Info);
        State = credentials.State;
        if (!credentials.Meta.IsEmpty)
            Extras.Meta = credentials.Meta;
        TokenChannels = credentials.TokenChannels;
        TokenIssuedAt = credentials.TokenIssuedAt;
    }

    /// <summary>Lets the time run in which the client has to send its connect command.</summary>
    internal void Start() => _timers.WaitForConnect();

    /// <summary>Completes when there is <see cref="Room"/>, or the session closes.</summary>
    internal Task RoomAsync() => Writer.RoomAsync();

    /// <summary>The subscriptions that are behind of their logs.</summary>
    internal Backlog BacklogOf(SharedReads logs)
    {
        lock (_timers)
            return Extras.Backlog ??= new Backlog(this, logs, Node);
    }

    /// <summary>Sends the reply to connect and starts what runs while a session is ready.</summary>
    internal void Open(Reply.Connect reply, Credentials credentials)
    {
        _refreshByClient = credentials.RefreshByClient;
        _connectedAt = new CompactMoment(Node.Time.GetUtcNow());
        // Whoever has the reply is not stale any more.
        _timers.Run(DueAt(credentials.ExpireAt));
        Send(reply);
        lock (_timers)
        {
            _phase = Phase.Ready;
            _extras?.Ready?.TrySetResult();
        }
        Node.Logger.SessionConnected(Id, User);
    }

    /// <summary>The session lasts until another time now; null for ever.</summary>
    /// <param name="info">What others are shown from now on, unless it is empty.</param>
    internal void Renew(DateTimeOffset? expireAt, ReadOnlyMemory<byte> info, bool byClient)
    {
        Show(info);
        _refreshByClient = byClient;
        _timers.WatchConnection(DueAt(expireAt));
    }

    /// <summary>The application says until when the session lasts, and the client hears of it.</summary>
    internal void Renew(RefreshAnswer answer)
    {
        if (answer is not RefreshAnswer.Extended extended || extended.ExpireAt <= Node.Time.GetUtcNow())
        {
            Disconnect(Protocol.Disconnect.Expired);
            return;
        }

        Renew(extended.ExpireAt, extended.Info, _refreshByClient);
        Send(new Reply.Pushed(new Push.Refresh(extended.ExpireAt is not null, Lifetime.OfConnection(extended.ExpireAt, Node.Time))));
    }

    /// <summary>The session's time is over: nobody has brought a token for it, or the application is to be asked.</summary>
    internal void Expire()
    {
        if (_refreshByClient)
            Disconnect(Protocol.Disconnect.Expired);
        else
            Node.Background.Run(() => _engine.Refresh.AskAsync(this));
    }

    /// <summary>Completes when the session is ready, or never will be.</summary>
    internal Task WhenReadyAsync()
    {
        lock (_timers)
        {
            return _phase != Phase.Connecting || _disconnect is not null
                ? Task.CompletedTask
                : (Extras.Ready ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>The subscription has missed something. Called under its channel's gate.</summary>
    internal void Lose(Subscription subscription) => Node.Lose(_engine.Flow, subscription);

    internal bool AwaitsPong => _timers.AwaitsPong;
    internal bool TakePong() => _timers.TakePong();
    internal void WatchExpiry(DateTimeOffset subscriptionExpiresAt) => _timers.WatchSubscription(subscriptionExpiresAt);
    internal void SendPing() => Send(PingsNatively ? TransportFrames.NativePing : FrameVariant.Ping(_variant));
    internal void CloseImpatiently() => Writer.CloseImpatiently();

    /// <summary>Ends the subscriptions that have been expired for too long.</summary>
    internal void EndExpired() => _engine.Refresh.EndExpired(this);

    // A client has some time beyond, in which its token may be on the way.
    private DateTimeOffset? DueAt(DateTimeOffset? expireAt) => _refreshByClient ? expireAt + Node.Options.ExpiredCloseDelay : expireAt;

    /// <summary>Its connect command has been answered by an error.</summary>
    internal void Refuse()
    {
        lock (_timers)
        {
            if (_phase == Phase.Ready)
                return;

            _phase = Phase.Refused;
            _extras?.Ready?.TrySetResult();
        }
        _timers.WaitForRefused();
    }

    /// <summary>Others are shown this from now on, unless it is empty.</summary>
    private void Show(ReadOnlyMemory<byte> info)
    {
        if (!info.IsEmpty)
            Extras.ConnInfo = info;
        _info = null;
    }

    // Whoever is first makes them.
    private SessionExtras Extras => LazyInitializer.EnsureInitialized(ref _extras, static () => new SessionExtras());

    // Not on the caller's stack, which may be a broadcast: whoever waits for the token goes on right there.
    private Task CancelAsync()
    {
        _closing.Cancel();
        return Task.CompletedTask;
    }
}
