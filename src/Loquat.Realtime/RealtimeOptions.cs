using Loquat.Realtime.Tokens;

namespace Loquat.Realtime;

/// <summary>
/// How the engine behaves. Defaults are the protocol's (section 28); <see cref="RealtimeOptionsValidator"/> says what is allowed.
/// </summary>
public sealed class RealtimeOptions
{
    /// <summary>Where configuration has these options.</summary>
    public const string Section = "Realtime";

    /// <summary>What the server calls itself in the connect reply.</summary>
    public string ServerVersion { get; set; } = typeof(RealtimeOptions).Assembly.GetName().Version!.ToString(3);

    /// <summary>Time between two pings of a connection, in whole seconds.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a client may take to answer a ping. Shorter than <see cref="PingInterval"/>.</summary>
    public TimeSpan PongTimeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a connection may take to send its connect command.</summary>
    public TimeSpan StaleCloseDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection lives on after it has expired.</summary>
    public TimeSpan ExpiredCloseDelay { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a subscription lives on after it has expired.</summary>
    public TimeSpan ExpiredSubscriptionCloseDelay { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How often presence is renewed where it has to be, and how often it is looked for channels whose positions are to be compared.</summary>
    public TimeSpan PresenceUpdateInterval { get; set; } = TimeSpan.FromSeconds(27);

    /// <summary>How long a positioned channel may be silent before its subscribers' positions are compared with the stream.</summary>
    public TimeSpan PositionCheckDelay { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>Outbound bytes one session may have waiting before it counts as slow and is disconnected.</summary>
    public int MaxQueuedBytes { get; set; } = 1 << 20;

    /// <summary>Subscriptions of one connection, client-side and server-side together.</summary>
    public int ChannelLimit { get; set; } = 128;

    /// <summary>Bytes of a channel's name.</summary>
    public int MaxChannelLength { get; set; } = 255;

    /// <summary>Publications that a client gets from one history command.</summary>
    public int HistoryLimit { get; set; } = 300;

    /// <summary>
    /// Missed publications that a subscription brings. Who missed more of a stream is told that it was not recovered; of a log, the rest follows.
    /// </summary>
    public int RecoveryLimit { get; set; } = 300;

    /// <summary>How long the position of an unused stream is remembered, where its channel options do not say it.</summary>
    public TimeSpan HistoryMetaTtl { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Commands of one connection that are handled at once; 0 for one after another.</summary>
    public int HandlerConcurrency { get; set; }

    /// <summary>Connections of this node; 0 for no limit.</summary>
    public int ConnectionLimit { get; set; }

    /// <summary>Connections that one user may have on this node; 0 for no limit. Anonymous users are not counted.</summary>
    public int UserConnectionLimit { get; set; }

    /// <summary>
    /// True: a connection beyond <see cref="UserConnectionLimit"/> is to stay away (3504). False: it comes back after growing pauses (3013), and is taken once another
    /// has ended.
    /// </summary>
    public bool UserConnectionLimitIsFinal { get; set; } = true;

    /// <summary>New connections that this node takes in a second; 0 for no limit. Others are refused (HTTP 503) and come back later.</summary>
    public int ConnectionRateLimit { get; set; }

    /// <summary>How fast one connection may send commands; no limits by default.</summary>
    public CommandRateOptions ConnectionRates { get; set; } = new();

    /// <summary>How fast all connections of a user on this node together may send commands; no limits by default. Anonymous users are not counted.</summary>
    public CommandRateOptions UserRates { get; set; } = new();

    /// <summary>Commands in a row that came too fast, after which their connection is closed (3013); 0 for never.</summary>
    public int RefusalLimit { get; set; } = 100;

    /// <summary>Users who are blocked, or whose tokens are revoked, that this node remembers (<see cref="Users"/>).</summary>
    public int BanLimit { get; set; } = 100_000;

    /// <summary>Users of whom this node remembers when they were here last; 0 for none.</summary>
    public int LastSeenLimit { get; set; } = 10_000;

    /// <summary>Lets in, as anonymous users, connections that neither a token nor the application knows.</summary>
    public bool AllowAnonymousConnectWithoutToken { get; set; }

    /// <summary>Closes connections (3507) whose token names no user.</summary>
    public bool DisallowAnonymousConnectionTokens { get; set; }

    /// <summary>
    /// Header of the connection's request that names the user of a connection without a token. Only behind a proxy that sets it itself, and
    /// the transport has to keep it. Empty for none.
    /// </summary>
    public string UserIdHeader { get; set; } = "";

    /// <summary>Headers in connect commands that are kept with the connection; none by default.</summary>
    public IList<string> KeptEmulatedHeaders { get; } = [];

    /// <summary>Which connection tokens are accepted; subscription tokens too, unless they have options of their own.</summary>
    public TokenOptions Tokens { get; set; } = new();

    /// <summary>Which subscription tokens are accepted; null where <see cref="Tokens"/> decides.</summary>
    public TokenOptions? SubscriptionTokens { get; set; }

    /// <summary>Whether connections last longer is asked of the application, never of the client, whoever let them in.</summary>
    public bool RefreshByApplication { get; set; }

    /// <summary>Every user's own channel.</summary>
    public PersonalChannelOptions PersonalChannel { get; set; } = new();

    /// <summary>Puts the server's time into the connect reply.</summary>
    public bool IncludeServerTime { get; set; }

    /// <summary>A method that the engine answers itself, with nothing: for measuring the way there and back. Empty for none.</summary>
    public string PingMethod { get; set; } = "";

    /// <summary>
    /// Allows everybody everything but private and unknown channels, and lets connections with a token last for ever. For development.
    /// </summary>
    public bool Insecure { get; set; }

    /// <summary>For channels whose name has no namespace.</summary>
    public ChannelOptions WithoutNamespace { get; set; } = new();

    /// <summary>By the name before the colon. A channel of any other namespace does not exist.</summary>
    public Dictionary<string, ChannelOptions> Namespaces { get; set; } = [];
}

/// <summary>A server-side subscription that every connection of a user has, to the user's own channel.</summary>
public sealed class PersonalChannelOptions
{
    /// <summary>Whether there are such channels.</summary>
    public bool Enabled { get; set; }

    /// <summary>Of the personal channels; empty for channels without namespace.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>A new connection of a user closes the user's others (3504).</summary>
    public bool SingleConnection { get; set; }

    internal string ChannelOf(string user) => Namespace.Length > 0 ? $"{Namespace}:#{user}" : $"#{user}";
}
