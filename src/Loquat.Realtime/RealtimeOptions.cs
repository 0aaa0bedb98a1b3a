namespace Loquat.Realtime;

/// <summary>
/// How the engine behaves. Defaults are the protocol's (section 28); <see cref="RealtimeOptionsValidator"/> says what is allowed.
/// </summary>
public sealed class RealtimeOptions
{
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

    /// <summary>Missed publications that a subscription brings. Who missed more is told that it was not recovered.</summary>
    public int RecoveryLimit { get; set; } = 300;

    /// <summary>How long the position of an unused stream is remembered, where its channel options do not say it.</summary>
    public TimeSpan HistoryMetaTtl { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Connections of this node; 0 for no limit.</summary>
    public int ConnectionLimit { get; set; }

    /// <summary>Connections that one user may have on this node; 0 for no limit. Anonymous users are not counted.</summary>
    public int UserConnectionLimit { get; set; }

    /// <summary>Lets in, as anonymous users, connections that neither a token nor the application knows.</summary>
    public bool AllowAnonymousConnectWithoutToken { get; set; }

    /// <summary>Allows everybody everything but private, user-limited and unknown channels. For development.</summary>
    public bool Insecure { get; set; }

    /// <summary>For channels whose name has no namespace.</summary>
    public ChannelOptions WithoutNamespace { get; set; } = new();

    /// <summary>By the name before the colon. A channel of any other namespace does not exist.</summary>
    public Dictionary<string, ChannelOptions> Namespaces { get; set; } = [];
}
