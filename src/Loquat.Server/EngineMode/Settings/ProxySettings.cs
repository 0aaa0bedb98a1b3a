namespace Loquat.Server.EngineMode;

/// <summary>A backend that is asked, and what it is told of the request.</summary>
internal record ProxySettings
{
    /// <summary>Address of the backend: `http://…`, `https://…` or `grpc://host:port`.</summary>
    [ProxyEndpoint]
    public string Endpoint { get; init; } = "";

    /// <summary>How long the backend may take to answer.</summary>
    [Lasting("1ms", "10m")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Headers of the connection's request that are passed on.</summary>
    public IReadOnlyList<string> HttpHeaders { get; init; } = [];

    /// <summary>Metadata of a gRPC connection that is passed on.</summary>
    public IReadOnlyList<string> GrpcMetadata { get; init; } = [];

    /// <summary>Headers that a client says itself in its connect command and that are passed on.</summary>
    public IReadOnlyList<string> EmulatedHeaders { get; init; } = [];

    /// <summary>Payloads travel as base64 in `b64data`.</summary>
    public bool BinaryEncoding { get; init; }

    /// <summary>The connection's meta is passed on.</summary>
    public bool IncludeConnectionMeta { get; init; }

    public HttpProxySettings Http { get; init; } = new();
    public GrpcProxySettings Grpc { get; init; } = new();
}

/// <summary>A backend for something that is asked only if it is switched on.</summary>
internal sealed record OptionalProxySettings : ProxySettings
{
    /// <summary>Asks the backend.</summary>
    public bool Enabled { get; init; }
}

/// <summary>A backend that namespaces choose by its name.</summary>
internal sealed record NamedProxySettings : ProxySettings, INamedSettings
{
    /// <summary>The name; `default` is taken.</summary>
    public string Name { get; init; } = "";
}

/// <summary>What concerns a backend that is asked over HTTP.</summary>
internal sealed record HttpProxySettings
{
    /// <summary>Headers that every request to the backend carries.</summary>
    public IReadOnlyDictionary<string, string> StaticHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>What clients are told if the backend answers with another status than 200.</summary>
    public IReadOnlyList<StatusTransform> StatusToCodeTransforms { get; init; } = [];
}

/// <summary>What clients are told if the backend answers with one status.</summary>
internal sealed record StatusTransform
{
    /// <summary>The HTTP status of the backend's answer.</summary>
    [Between(100, 599)]
    public int StatusCode { get; init; }

    public ErrorSettings ToError { get; init; } = new();
    public DisconnectSettings ToDisconnect { get; init; } = new();
}

/// <summary>An error as clients see it.</summary>
internal sealed record ErrorSettings
{
    /// <summary>The code; 0 for none.</summary>
    [Between(0, 1999)]
    public int Code { get; init; }

    /// <summary>The message.</summary>
    public string Message { get; init; } = "";

    /// <summary>Trying again may help.</summary>
    public bool Temporary { get; init; }
}

/// <summary>What concerns a backend that is asked over gRPC.</summary>
internal sealed record GrpcProxySettings
{
    /// <summary>Metadata that every call carries.</summary>
    public IReadOnlyDictionary<string, string> StaticMetadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Name of a metadata entry that authorises the call.</summary>
    public string CredentialsKey { get; init; } = "";

    /// <summary>Value of that entry.</summary>
    public string CredentialsValue { get; init; } = "";
}

/// <summary>Backends for what happens to connections.</summary>
internal sealed record ClientProxySettings
{
    public OptionalProxySettings Connect { get; init; } = new();
    public OptionalProxySettings Refresh { get; init; } = new();
}

/// <summary>Backends for what happens in channels: the ones that namespaces mean by `default`.</summary>
internal sealed record ChannelProxySettings
{
    public ProxySettings Subscribe { get; init; } = new();
    public ProxySettings Publish { get; init; } = new();
    public ProxySettings SubRefresh { get; init; } = new();
    public ProxySettings SubscribeStream { get; init; } = new();
}
