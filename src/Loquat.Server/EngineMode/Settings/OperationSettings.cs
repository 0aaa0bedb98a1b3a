namespace Loquat.Server.EngineMode;

/// <summary>An endpoint that answers clients' first request quickly, to warm up the way to the server.</summary>
internal sealed record InitSettings
{
    /// <summary>Switches it on.</summary>
    public bool Enabled { get; init; }

    /// <summary>Its path.</summary>
    [HandlerPath]
    public string HandlerPrefix { get; init; } = "/connection/init";
}

/// <summary>Says whether publications reach subscribers.</summary>
internal sealed record HealthSettings
{
    /// <summary>Switches it on. Centrifugo's default is off.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Its path.</summary>
    [HandlerPath]
    public string HandlerPrefix { get; init; } = "/health";
}

/// <summary>Metrics as Prometheus reads them.</summary>
internal sealed record PrometheusSettings
{
    /// <summary>Switches it on.</summary>
    public bool Enabled { get; init; }

    /// <summary>Its path.</summary>
    [HandlerPath]
    public string HandlerPrefix { get; init; } = "/metrics";
}

/// <summary>The admin page.</summary>
internal sealed record AdminSettings
{
    /// <summary>Switches it on.</summary>
    public bool Enabled { get; init; }

    /// <summary>What its paths begin with; empty for the root.</summary>
    public string HandlerPrefix { get; init; } = "";

    /// <summary>The password to sign in with.</summary>
    public string Password { get; init; } = "";

    /// <summary>Signs the tokens of those who signed in; without one a restart signs them out.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Asks for no password. For development.</summary>
    public bool Insecure { get; init; }

    /// <summary>Serves it on the clients' port although there is an internal one.</summary>
    public bool External { get; init; }
}

/// <summary>How the program ends.</summary>
internal sealed record ShutdownSettings
{
    /// <summary>How long connections have to end before the program ends without them.</summary>
    [Lasting("1s", "1h")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
