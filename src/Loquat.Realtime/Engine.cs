using System.Runtime.CompilerServices;
using Loquat.Protocol;
using Loquat.Realtime.Tokens;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime;

/// <summary>
/// The front door of the engine. Transports bring it connections, the application publishes through it and is asked by it; one for each
/// process.
/// All members may be called from anywhere.
/// </summary>
/// <remarks>
/// Who runs what: a transport's read loop runs its session's commands, one after another. A publisher's thread queues frames at the
/// sessions; flush shards write them. One timer wakes what is due. Lock order: a broker's stream, a channel, a session or its
/// subscriptions, its timers, the wheel or a flush shard; none is held across an await or while the application is called.
/// </remarks>
public sealed class Engine : IAsyncDisposable
{
    private readonly Node _node;
    private readonly Dispatcher _dispatcher;
    private readonly EngineParts _parts;
    private readonly RateGuard _rates;
    private readonly SeldomLine _refusals;
    private readonly SubscriptionFlow _flow;
    private readonly ServerSubscriptions _serverSubscriptions;
    private readonly LogDelivery _logDelivery;
    private readonly ChannelRules _rules;
    private readonly ChannelHistory _history;
    private readonly Hub _hub;
    private readonly HttpClient? _http;
    private readonly IBroker _broker;
    private readonly IPresence _presence;

    /// <exception cref="OptionsValidationException">The options contradict themselves; the message names the keys.</exception>
    public Engine(
        RealtimeOptions options, IRealtimeApp app, IEnumerable<IChannelLog> logs, IBroker broker, IPresence presence, TimeProvider time,
        ILogger<Engine> logger)
    {
        var validation = new RealtimeOptionsValidator().Validate(null, options);
        if (validation.Failed)
            throw new OptionsValidationException(RealtimeOptions.Section, typeof(RealtimeOptions), validation.Failures);

        var owned = logs.ToList();
        _broker = broker;
        _presence = presence;
        _node = new Node(options, time, logger);
        _rates = new RateGuard(_node);
        _refusals = new SeldomLine(time);
        var watch = new ChannelWatch(app, _node);
        _hub = new Hub(_node.Metrics, _node.Wheel, watch);
        _rules = new ChannelRules(options, owned, broker);
        var reads = new SharedReads(_node);
        _history = new ChannelHistory(broker, reads);
        _flow = new SubscriptionFlow(_hub, _history, reads, broker, presence, app, _node);
        _serverSubscriptions = new ServerSubscriptions(_rules, _flow, _node.Directory);
        _logDelivery = new LogDelivery(_hub, owned, reads, _node, time);
        _http = TokenVerifier.FetchesKeys(options) ? CreateHttpClient() : null;
        var tokens = new TokenVerifier(options.Tokens, options.SubscriptionTokens, _http, time, _node.Users.IsRevoked);
        _dispatcher = new Dispatcher(
            new ConnectHandler(new ConnectAuthority(app, _rules, tokens, options), _rules, _flow, watch, _rates, _node.Users, _node.Directory, options, time),
            new SubscribeHandler(app, _rules, tokens, _flow, watch, options, time),
            new UnsubscribeHandler(_flow, time),
            new PublishHandler(app, _rules, broker),
            new PresenceHandler(_rules, presence),
            new HistoryHandler(_rules, _history, options),
            new RpcHandler(app, options),
            new RefreshHandler(_rules, tokens, options, time));
        _parts = new EngineParts(_node, new CommandIntake(_dispatcher, _rates, _node), _flow, new ServerRefresh(app, _flow, _node));
        broker.Attach(_hub);
        new Rounds(_node, options.PresenceUpdateInterval, new PositionCheck(_hub, _rules, _history, _node).CheckAsync).Start();
        if (owned.Count > 0)
            new Rounds(_node, options.PresenceUpdateInterval, _logDelivery.ForgetTailsAsync).Start();
        if (presence.NeedsRenewal)
            new Rounds(_node, options.PresenceUpdateInterval, new PresenceRenewal(_hub, presence, _node).RenewAsync).Start();
    }

    /// <summary>Names this node to others, and in the connect replies of emulated connections.</summary>
    public string NodeId => _node.Id;

    /// <summary>Connections of this node, those that close included.</summary>
    public int SessionCount => _node.Directory.Count;

    /// <summary>Users with connections to this node; all anonymous ones together count as none.</summary>
    public int UserCount => _node.Directory.UserCount;

    /// <summary>The users of this node: their connections, whether they are here, and who is kept out.</summary>
    public Users Users => _node.Users;

    /// <summary>Channels with subscribers on this node.</summary>
    public int ChannelCount => _hub.Count;

    /// <summary>Subscriptions of this node's connections.</summary>
    public int SubscriptionCount => _hub.Channels.Sum(channel => channel.Count);

    /// <summary>What the server calls itself in the connect reply.</summary>
    public string Version => _node.Options.ServerVersion;

    /// <summary>The channels with subscribers on this node that <paramref name="where"/> accepts, and how many each has.</summary>
    public IReadOnlyDictionary<string, int> ListChannels(Func<string, bool> where) =>
        _hub.Channels.Where(channel => channel.Count > 0 && where(channel.Name)).ToDictionary(channel => channel.Name, channel => channel.Count);

    /// <summary>What a channel keeps, or null if it does not exist.</summary>
    public ChannelTraits? TraitsOf(string channel) => _rules.Resolve(channel, out var policy) is null
        ? new ChannelTraits(policy.Options.Presence, policy.HasHistory, policy.Log is not null)
        : null;

    /// <summary>A transport has a new connection. Null if the node is full, has taken too many of late, or is shutting down: refuse it (HTTP 503).</summary>
    public Session? Accept(ITransport transport, ClientRequest request)
    {
        if (!_rates.TakesConnection())
        {
            _node.Logger.ConnectionTooFast(_node.Options.ConnectionRateLimit);
            return null;
        }

        var session = new Session(_parts, transport, request);
        if (!_node.Directory.TryAdd(session))
        {
            if (_node.Directory.IsClosed)
                _node.Logger.NodeLeaving();
            else if (_refusals.IsDue(out var unwritten))
                _node.Logger.NodeFull(_node.Options.ConnectionLimit, unwritten);
            return null;
        }

        _node.Metrics.SessionAccepted();
        session.Start();
        return session;
    }

    /// <summary>Publishes to an ordinary channel. The data must not change afterwards.</summary>
    /// <returns>The position in the channel's stream; offset 0 if it keeps none.</returns>
    /// <exception cref="ArgumentException">The channel does not exist, or does not take such data.</exception>
    public async ValueTask<StreamPosition> PublishAsync(
        string channel, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        var result = await PublishAsync(channel, data, PublishOptions.Default, cancellationToken);
        return result.Refusal is null
            ? result.Position
            : throw new ArgumentException($"Cannot publish to {channel}: {result.Refusal.Message}.", nameof(channel));
    }

    /// <summary>
    /// The same with everything a publisher may ask for, and a refusal as a value. To a log's channel only publications that are not part
    /// of its history
    /// can be made here (<see cref="PublishOptions.SkipHistory"/>).
    /// </summary>
    public async ValueTask<PublishResult> PublishAsync(
        string channel, ReadOnlyMemory<byte> data, PublishOptions options, CancellationToken cancellationToken = default)
    {
        if (_rules.Resolve(channel, out var policy) is { } error)
            return new PublishResult(StreamPosition.Start, error);
        if (channel.Length == 0 || !policy.Takes(data.Span) || !_broker.Takes(options.IdempotencyKey) || !_broker.Takes(options.VersionEpoch))
            return new PublishResult(StreamPosition.Start, ProtocolError.BadRequest);
        if (policy.Log is not null && !options.SkipHistory)
            return new PublishResult(StreamPosition.Start, ProtocolError.NotAvailable);

        if (policy.Options.DeltaPublish && !options.Delta)
            options = ReferenceEquals(options, PublishOptions.Default) ? policy.ClientPublish : options with { Delta = true };
        var publication = new Publication(data) { Tags = options.Tags, Version = options.Version };
        return new PublishResult(await _broker.PublishAsync(channel, publication, policy.Retention, options, cancellationToken), null);
    }

    /// <summary>
    /// Delivers a publication that a channel log has stored, with its offset. Calls for one channel come in any order; delivery is by
    /// offset. What is missing in between is read from the log. Returns as soon as the publication is queued or known to be missing
    /// something.
    /// </summary>
    public ValueTask DeliverAsync(string channel, Publication publication, string epoch, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _logDelivery.Deliver(channel, publication, epoch);
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// A log has grown up to <paramref name="top"/>, written by another node: what subscribers here are missing is read from it and delivered.
    /// Returns at once.
    /// </summary>
    public void Wake(string channel, StreamPosition top) => _logDelivery.Wake(channel, top);

    /// <summary>
    /// Looks for growth of logs that nobody told of: one question for the tops of all log channels with subscribers here. What is missing is
    /// delivered later.
    /// </summary>
    public Task SweepLogsAsync(CancellationToken cancellationToken = default) => _logDelivery.SweepAsync(cancellationToken);

    /// <summary>
    /// Subscribes the sessions of a user that <paramref name="where"/> accepts (all if null) to a channel. Those that are subscribed
    /// already stay as they are, and are told again if it was the server that subscribed them.
    /// </summary>
    /// <returns>Why the channel cannot be subscribed to, or null.</returns>
    public Task<ProtocolError?> SubscribeAsync(
        string user, string channel, SubscribeOptions? options = null, Func<Session, bool>? where = null,
        CancellationToken cancellationToken = default) =>
        _serverSubscriptions.AddAsync(user, channel, options ?? SubscribeOptions.Default, where, cancellationToken);

    /// <summary>
    /// Ends the subscriptions of a user's sessions to a channel, however they were made. Every session that is meant is told, subscribed or
    /// not.
    /// </summary>
    public Task UnsubscribeAsync(
        string user, string channel, Func<Session, bool>? where = null, CancellationToken cancellationToken = default) =>
        _serverSubscriptions.RemoveAsync(user, channel, where, cancellationToken);

    /// <summary>
    /// Says until when the sessions of a user that <paramref name="where"/> accepts (all if null) last, and tells their clients; those that
    /// have expired by that are closed (3005).
    /// </summary>
    public async Task RefreshAsync(
        string user, RefreshAnswer answer, Func<Session, bool>? where = null, CancellationToken cancellationToken = default)
    {
        foreach (var session in _node.Directory.Of(user))
        {
            await session.WhenReadyAsync().WaitAsync(cancellationToken);
            if (session.IsConnected && (where is null || where(session)))
                session.Renew(answer);
        }
    }

    /// <summary>Ends the sessions of a user that <paramref name="where"/> accepts (all if null).</summary>
    public void Disconnect(string user, Disconnect disconnect, Func<Session, bool>? where = null)
    {
        foreach (var session in _node.Directory.Of(user))
        {
            if (where is null || where(session))
                session.Disconnect(disconnect);
        }
    }

    /// <summary>Who is in a channel, by connection id; null if it keeps no presence.</summary>
    public async ValueTask<IReadOnlyDictionary<string, ClientInfo>?> PresenceAsync(
        string channel, CancellationToken cancellationToken = default) =>
        KeepsPresence(channel) ? await _presence.GetAsync(channel, cancellationToken) : null;

    /// <summary>How many are in a channel; null if it keeps no presence.</summary>
    public async ValueTask<PresenceStats?> PresenceStatsAsync(string channel, CancellationToken cancellationToken = default) =>
        KeepsPresence(channel) ? await _presence.StatsAsync(channel, cancellationToken) : null;

    /// <summary>Reads a channel's history, or says why there is none.</summary>
    public async ValueTask<(HistoryResult? Result, ProtocolError? Refusal)> HistoryAsync(
        string channel, HistoryQuery query, CancellationToken cancellationToken = default)
    {
        if (_rules.Resolve(channel, out var policy) is { } error)
            return (null, error);
        if (!policy.HasHistory)
            return (null, ProtocolError.NotAvailable);
        if (query is { Reverse: true, Since.Offset: 0 })
            return (null, ProtocolError.BadRequest);

        return await _history.ReadAsync(channel, policy, query, cancellationToken);
    }

    /// <summary>Forgets the publications of an ordinary channel; its position stays.</summary>
    public ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken = default) =>
        _broker.RemoveHistoryAsync(channel, cancellationToken);

    /// <summary>
    /// Publishes to a channel of its own and completes when the publication has come out at a subscriber there: the way that every message takes works.
    /// </summary>
    public Task ProbeAsync(CancellationToken cancellationToken = default)
    {
        var probe = new Probe();
        var session = new Session(_parts, probe, ClientRequest.Empty);
        return probe.RunAsync(session, _flow, _broker, _node.Options, cancellationToken);
    }

    /// <summary>
    /// Takes no more connections, tells every client to come back (3001), spread over <paramref name="time"/>, and waits until they are
    /// gone.
    /// </summary>
    public async Task DrainAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        const int Portions = 20;
        var sessions = _node.Directory.Close();
        _node.Logger.Draining(sessions.Length);
        Random.Shared.Shuffle(sessions);
        for (var portion = 0; portion < Portions; portion++)
        {
            // All at once would come back all at once.
            foreach (var session in sessions.AsSpan()[(sessions.Length * portion / Portions)..(sessions.Length * (portion + 1) / Portions)])
                session.Disconnect(Protocol.Disconnect.Shutdown);
            if (portion < Portions - 1 && time > TimeSpan.Zero)
                await Task.Delay(time / Portions, _node.Time, cancellationToken);
        }
        await _node.Directory.EmptyAsync().WaitAsync(cancellationToken);
    }

    /// <summary>Stops the engine's own work. Drain it first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _http?.Dispose();
    }

    /// <summary>Completes when nobody waits for the engine's own work any more.</summary>
    internal Task WorkDoneAsync() => _node.Background.IdleAsync();

    /// <summary>Users of whose rates something is remembered.</summary>
    internal int RateLimitedUsers => _rates.UserCount;

    /// <summary>Work that nobody waits for; a stopping engine does.</summary>
    internal void RunInBackground(Func<Task> work) => _node.Background.Run(work);

    /// <summary>Runs one command without the rules that come before it.</summary>
    internal async Task DispatchAsync(Session session, Command command) =>
        await _dispatcher.RunAsync(session, command, CancellationToken.None);

    // Apart, and not inlined, so that an engine without such keys does not load what it would be made of.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static HttpClient CreateHttpClient() => new();

    private bool KeepsPresence(string channel) => _rules.Resolve(channel, out var policy) is null && policy.Options.Presence;
}

/// <summary>What became of a publication.</summary>
/// <param name="Position">Offset 0 if it is not part of a stream.</param>
/// <param name="Refusal">Null if it was published.</param>
public readonly record struct PublishResult(StreamPosition Position, ProtocolError? Refusal);

/// <summary>What a channel keeps.</summary>
/// <param name="IsLog">True if its history is a log's, where only the log's owner writes and removes.</param>
public readonly record struct ChannelTraits(bool Presence, bool History, bool IsLog);
