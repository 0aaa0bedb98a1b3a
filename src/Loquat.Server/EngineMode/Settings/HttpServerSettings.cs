namespace Loquat.Server.EngineMode;

/// <summary>Where the program listens.</summary>
internal sealed record HttpServerSettings
{
    /// <summary>Address to listen on; empty for every address of this machine, which is what Centrifugo does by default.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port to listen on; 0 for any free one.</summary>
    [Between(0, 65535)]
    public int Port { get; init; } = 8000;

    /// <summary>Address of the internal port; empty for the same as `http_server.address`.</summary>
    public string InternalAddress { get; init; } = "";

    /// <summary>Port of its own for what clients do not need (server API, admin, health, metrics); 0 to serve it beside them.</summary>
    [Between(0, 65535)]
    public int InternalPort { get; init; }

    /// <summary>On Linux, and without TLS: loops of the engine's own have the sockets first. Not a key of Centrifugo.</summary>
    public bool Epoll { get; init; } = true;

    /// <summary>How many loops there are; 0 for as many as there are processors. Not a key of Centrifugo.</summary>
    [Between(0, 1024)]
    public int EpollLoops { get; init; }
}
