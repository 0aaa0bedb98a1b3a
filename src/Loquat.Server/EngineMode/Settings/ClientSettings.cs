namespace Loquat.Server.EngineMode;

/// <summary>Connections of clients.</summary>
internal sealed record ClientSettings
{
    public ClientProxySettings Proxy { get; init; } = new();

    /// <summary>Origins whose pages may connect: `https://app.example.com`, `https://*.example.com`, or `*` for all.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    public TokenSettings Token { get; init; } = new();
    public SubscriptionTokenSettings SubscriptionToken { get; init; } = new();

    /// <summary>Lets in clients without a token, as anonymous users.</summary>
    public bool AllowAnonymousConnectWithoutToken { get; init; }

    /// <summary>Refuses tokens that name no user.</summary>
    public bool DisallowAnonymousConnectionTokens { get; init; }

    /// <summary>Time between two pings of a connection, in whole seconds.</summary>
    [Lasting("1s", "24h", WholeSeconds = true)]
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a client may take to answer a ping; shorter than `client.ping_interval`.</summary>
    [Lasting("1ms", "24h")]
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a connection lives on after it has expired.</summary>
    [Lasting("0s", "24h")]
    public TimeSpan ExpiredCloseDelay { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a subscription lives on after it has expired.</summary>
    [Lasting("0s", "24h")]
    public TimeSpan ExpiredSubCloseDelay { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a connection may take to send its connect command.</summary>
    [Lasting("1ms", "24h")]
    public TimeSpan StaleCloseDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Subscriptions of one connection.</summary>
    [Between(1, 65536)]
    public int ChannelLimit { get; init; } = 128;

    /// <summary>Bytes that may wait for one connection before it counts as slow and is closed.</summary>
    [Between(4096, 1 << 28)]
    public int QueueMaxSize { get; init; } = 1 << 20;

    /// <summary>How often it is looked for channels whose positions are to be checked. Presence needs no renewal: it ends with its connection.</summary>
    [Lasting("1ms", "24h")]
    public TimeSpan PresenceUpdateInterval { get; init; } = TimeSpan.FromSeconds(27);

    /// <summary>Commands of one connection that are handled at once; 0 for one after another.</summary>
    [Between(0, 1024)]
    public int Concurrency { get; init; }

    /// <summary>How long a positioned channel may be silent before its subscribers' positions are checked.</summary>
    [Lasting("1ms", "24h")]
    public TimeSpan ChannelPositionCheckDelay { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>A publication that is older than this when it arrives makes its channel's positions be checked; 0 for never.</summary>
    [Lasting("0s", "24h")]
    public TimeSpan ChannelPositionMaxTimeLag { get; init; }

    /// <summary>Connections of this node; 0 for no limit.</summary>
    [Between(0, int.MaxValue)]
    public int ConnectionLimit { get; init; }

    /// <summary>Connections that one user may have on this node; 0 for no limit.</summary>
    [Between(0, int.MaxValue)]
    public int UserConnectionLimit { get; init; }

    /// <summary>New connections that this node takes in a second; 0 for no limit.</summary>
    [Between(0, int.MaxValue)]
    public int ConnectionRateLimit { get; init; }

    public RateLimitSettings RateLimit { get; init; } = new();

    /// <summary>Puts the server's time into the connect reply.</summary>
    public bool ConnectIncludeServerTime { get; init; }

    /// <summary>Publications that a client gets from one history command.</summary>
    [Between(1, 100_000)]
    public int HistoryMaxPublicationLimit { get; init; } = 300;

    /// <summary>Missed publications that one subscription brings.</summary>
    [Between(1, 100_000)]
    public int RecoveryMaxPublicationLimit { get; init; } = 300;

    /// <summary>Header of the connection's request that names its user. Only behind a proxy that sets it itself.</summary>
    public string UserIdHttpHeader { get; init; } = "";

    /// <summary>Allows everybody nearly everything. For development.</summary>
    public bool Insecure { get; init; }

    /// <summary>Believes tokens without checking their signature. For development.</summary>
    public bool InsecureSkipTokenSignatureVerify { get; init; }

    public PersonalChannelSettings SubscribeToUserPersonalChannel { get; init; } = new();
    public UniDisconnectSettings ConnectCodeToUnidirectionalDisconnect { get; init; } = new();
}

/// <summary>Every user's own channel.</summary>
internal sealed record PersonalChannelSettings
{
    /// <summary>Subscribes every connection of a user to that user's own channel.</summary>
    public bool Enabled { get; init; }

    /// <summary>Namespace of the personal channels; empty for none.</summary>
    public string PersonalChannelNamespace { get; init; } = "";

    /// <summary>A user's new connection ends the older ones. The namespace has to keep presence.</summary>
    public bool SingleConnection { get; init; }
}

/// <summary>Errors of connect that reach unidirectional clients as disconnects.</summary>
internal sealed record UniDisconnectSettings
{
    /// <summary>Tells unidirectional clients the code of a connect error as a disconnect.</summary>
    public bool Enabled { get; init; }

    /// <summary>Which disconnect stands for which error.</summary>
    public IReadOnlyList<UniDisconnectTransform> Transforms { get; init; } = [];
}

/// <summary>Which disconnect stands for one connect error.</summary>
internal sealed record UniDisconnectTransform
{
    /// <summary>The error's code.</summary>
    [Between(1, 65535)]
    public int Code { get; init; }

    public DisconnectSettings To { get; init; } = new();
}

/// <summary>A disconnect as clients see it.</summary>
internal sealed record DisconnectSettings
{
    /// <summary>The code; 0 for none.</summary>
    [Between(0, 4999)]
    public int Code { get; init; }

    /// <summary>The reason.</summary>
    public string Reason { get; init; } = "";
}
