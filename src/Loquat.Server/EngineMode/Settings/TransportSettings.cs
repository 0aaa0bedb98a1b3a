namespace Loquat.Server.EngineMode;

/// <summary>The WebSocket transport.</summary>
internal sealed record WebSocketSettings : WebSocketLimits
{
    /// <summary>Switches it off.</summary>
    public bool Disabled { get; init; }

    /// <summary>Its path.</summary>
    [HandlerPath]
    public string HandlerPrefix { get; init; } = "/connection/websocket";
}

/// <summary>The unidirectional WebSocket transport.</summary>
internal sealed record UniWebSocketSettings : WebSocketLimits
{
    /// <summary>Switches it on.</summary>
    public bool Enabled { get; init; }

    /// <summary>Its path.</summary>
    [HandlerPath]
    public string HandlerPrefix { get; init; } = "/connection/uni_websocket";

    /// <summary>Ends connections without a Close frame.</summary>
    public bool DisableClosingHandshake { get; init; }

    /// <summary>Sends no disconnect push before the end.</summary>
    public bool DisableDisconnectPush { get; init; }

    /// <summary>Puts several pushes into one frame.</summary>
    public bool JoinPushMessages { get; init; }
}

/// <summary>What both WebSocket transports have.</summary>
internal record WebSocketLimits
{
    /// <summary>Offers permessage-deflate.</summary>
    public bool Compression { get; init; }

    /// <summary>Bytes from which a message is compressed.</summary>
    [Between(0, 1 << 24)]
    public int CompressionMinSize { get; init; }

    /// <summary>Compression level, 1 the fastest and 9 the smallest.</summary>
    [Between(-2, 9)]
    public int CompressionLevel { get; init; } = 1;

    /// <summary>How long a write may take.</summary>
    [Lasting("1ms", "10m")]
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes of one message of a client; a larger one closes its connection.</summary>
    [Between(1024, 1 << 24)]
    public int MessageSizeLimit { get; init; } = 65536;

    /// <summary>The same after decompression; 0 for `message_size_limit`.</summary>
    [Between(0, 1 << 24)]
    public int DecompressedMessageSizeLimit { get; init; }
}

/// <summary>The HTTP streaming transport.</summary>
internal sealed record HttpStreamSettings : RequestBodyLimit
{
    /// <summary>Switches it on.</summary>
    public bool Enabled { get; init; }

    /// <summary>Its path.</summary>
    [HandlerPath]
    public string HandlerPrefix { get; init; } = "/connection/http_stream";
}

/// <summary>The transport over server-sent events.</summary>
internal sealed record SseSettings : RequestBodyLimit
{
    /// <summary>Switches it on.</summary>
    public bool Enabled { get; init; }

    /// <summary>Its path.</summary>
    [HandlerPath]
    public string HandlerPrefix { get; init; } = "/connection/sse";
}

/// <summary>Where clients of the two transports above send their commands.</summary>
internal sealed record EmulationSettings : RequestBodyLimit
{
    /// <summary>Its path.</summary>
    [HandlerPath]
    public string HandlerPrefix { get; init; } = "/emulation";
}

/// <summary>The unidirectional HTTP streaming transport.</summary>
internal sealed record UniHttpStreamSettings : RequestBodyLimit
{
    /// <summary>Switches it on.</summary>
    public bool Enabled { get; init; }

    /// <summary>Its path.</summary>
    [HandlerPath]
    public string HandlerPrefix { get; init; } = "/connection/uni_http_stream";

    public ConnectResponseSettings ConnectCodeToHttpResponse { get; init; } = new();
}

/// <summary>The unidirectional transport over server-sent events.</summary>
internal sealed record UniSseSettings : RequestBodyLimit
{
    /// <summary>Switches it on.</summary>
    public bool Enabled { get; init; }

    /// <summary>Its path.</summary>
    [HandlerPath]
    public string HandlerPrefix { get; init; } = "/connection/uni_sse";

    public ConnectResponseSettings ConnectCodeToHttpResponse { get; init; } = new();
}

/// <summary>What every transport with request bodies has.</summary>
internal record RequestBodyLimit
{
    /// <summary>Bytes of one request's body.</summary>
    [Between(1024, 1 << 24)]
    public int MaxRequestBodySize { get; init; } = 65536;
}

/// <summary>HTTP statuses for connections that are refused.</summary>
internal sealed record ConnectResponseSettings
{
    /// <summary>Tells a refused connect by the HTTP status.</summary>
    public bool Enabled { get; init; }

    /// <summary>Which answer stands for which code.</summary>
    public IReadOnlyList<ConnectResponseTransform> Transforms { get; init; } = [];
}

/// <summary>Which answer stands for one code.</summary>
internal sealed record ConnectResponseTransform
{
    /// <summary>The code of the error or the disconnect.</summary>
    [Between(1, 4999)]
    public int Code { get; init; }

    public HttpResponseSettings To { get; init; } = new();
}

/// <summary>An HTTP answer.</summary>
internal sealed record HttpResponseSettings
{
    /// <summary>Its status.</summary>
    [Between(100, 599)]
    public int StatusCode { get; init; } = 400;

    /// <summary>Its body.</summary>
    public string Body { get; init; } = "";
}

/// <summary>The unidirectional transport over gRPC.</summary>
internal sealed record UniGrpcSettings
{
    /// <summary>Switches it on.</summary>
    public bool Enabled { get; init; }

    /// <summary>Address to listen on; empty for the same as `http_server.address`.</summary>
    public string Address { get; init; } = "";

    /// <summary>Port to listen on.</summary>
    [Between(0, 65535)]
    public int Port { get; init; } = 11000;

    /// <summary>Bytes of one request; 0 for 4 MiB.</summary>
    [Between(0, 1 << 30)]
    public int MaxReceiveMessageSize { get; init; }
}
