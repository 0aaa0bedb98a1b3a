namespace Loquat.Server.EngineMode;

/// <summary>The server API over HTTP.</summary>
internal sealed record HttpApiSettings
{
    /// <summary>Switches it off.</summary>
    public bool Disabled { get; init; }

    /// <summary>What its paths begin with.</summary>
    [HandlerPath]
    public string HandlerPrefix { get; init; } = "/api";

    /// <summary>The key that requests have to show. Without one nobody can use the API.</summary>
    public string Key { get; init; } = "";

    /// <summary>`transport` tells errors by HTTP statuses; empty puts them into answers with status 200.</summary>
    [OneOf("", "transport")]
    public string ErrorMode { get; init; } = "";

    /// <summary>Serves it on the clients' port although there is an internal one.</summary>
    public bool External { get; init; }

    /// <summary>Asks for no key. For development.</summary>
    public bool Insecure { get; init; }
}

/// <summary>The server API over gRPC.</summary>
internal sealed record GrpcApiSettings
{
    /// <summary>Switches it on.</summary>
    public bool Enabled { get; init; }

    /// <summary>`transport` tells errors by gRPC statuses; empty puts them into answers.</summary>
    [OneOf("", "transport")]
    public string ErrorMode { get; init; } = "";

    /// <summary>Address to listen on; empty for the same as `http_server.address`.</summary>
    public string Address { get; init; } = "";

    /// <summary>Port to listen on.</summary>
    [Between(0, 65535)]
    public int Port { get; init; } = 10000;

    /// <summary>The key that calls have to show; empty for none.</summary>
    public string Key { get; init; } = "";

    /// <summary>Bytes of one request; 0 for 4 MiB.</summary>
    [Between(0, 1 << 30)]
    public int MaxReceiveMessageSize { get; init; }
}
