namespace Loquat.Server.EngineMode;

/// <summary>
/// What `loquat engine` can be told, under Centrifugo's names: a property's name in snake case is its key. Defaults are Centrifugo's but where a key says otherwise.
/// </summary>
internal sealed record EngineSettings
{
    public HttpServerSettings HttpServer { get; init; } = new();
    public LogSettings Log { get; init; } = new();
    public ClientSettings Client { get; init; } = new();
    public ChannelSettings Channel { get; init; } = new();
    public RpcSettings Rpc { get; init; } = new();

    /// <summary>Backends that namespaces choose by name.</summary>
    public IReadOnlyList<NamedProxySettings> Proxies { get; init; } = [];

    public HttpApiSettings HttpApi { get; init; } = new();
    public GrpcApiSettings GrpcApi { get; init; } = new();
    public WebSocketSettings Websocket { get; init; } = new();
    public HttpStreamSettings HttpStream { get; init; } = new();
    public SseSettings Sse { get; init; } = new();
    public EmulationSettings Emulation { get; init; } = new();
    public UniWebSocketSettings UniWebsocket { get; init; } = new();
    public UniHttpStreamSettings UniHttpStream { get; init; } = new();
    public UniSseSettings UniSse { get; init; } = new();
    public UniGrpcSettings UniGrpc { get; init; } = new();
    public InitSettings Init { get; init; } = new();
    public HealthSettings Health { get; init; } = new();
    public PrometheusSettings Prometheus { get; init; } = new();
    public AdminSettings Admin { get; init; } = new();
    public ShutdownSettings Shutdown { get; init; } = new();
}
