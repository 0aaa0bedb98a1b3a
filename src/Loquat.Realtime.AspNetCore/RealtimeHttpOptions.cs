using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore;

/// <summary>How the engine's endpoints treat HTTP and WebSocket.</summary>
public sealed class RealtimeHttpOptions
{
    /// <summary>The configuration section that these options are usually bound to.</summary>
    public const string Section = "Realtime:Http";

    /// <summary>
    /// Origins whose pages may connect, beside those on the server's own host: "https://app.example.com", "https://*.example.com", or "*" for all.
    /// Requests without an Origin do not come from a browser's page and are always let through.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Request headers that are remembered with a connection (<see cref="ClientRequest.Headers"/>). All others are forgotten.</summary>
    public IList<string> KeptHeaders { get; } = [];

    /// <summary>Bytes that one message of a client may have. A larger one closes its connection (1009).</summary>
    [Range(1024, 1 << 24)]
    public int MaxMessageSize { get; set; } = 65_536;

    /// <summary>permessage-deflate, for clients that offer it.</summary>
    [ValidateObjectMembers]
    public WebSocketCompressionOptions Compression { get; } = new();

    /// <summary><c>/http_stream</c>: a long response in the place of a WebSocket, where those do not get through.</summary>
    [ValidateObjectMembers]
    public HttpTransportOptions HttpStream { get; } = new() { Enabled = true };

    /// <summary><c>/sse</c>: the same as server-sent events.</summary>
    [ValidateObjectMembers]
    public HttpTransportOptions Sse { get; } = new() { Enabled = true };

    /// <summary><c>/emulation</c>: brings the commands of clients that use one of the two above. It is there when one of them is.</summary>
    [ValidateObjectMembers]
    public HttpEmulationOptions Emulation { get; } = new();

    /// <summary><c>/uni_websocket</c>: pushes alone, for clients without an SDK. The limit is <see cref="MaxMessageSize"/>.</summary>
    public HttpEndpointOptions UniWebSocket { get; } = new();

    /// <summary><c>/uni_http_stream</c>: pushes alone, as lines of JSON.</summary>
    [ValidateObjectMembers]
    public HttpTransportOptions UniHttpStream { get; } = new();

    /// <summary><c>/uni_sse</c>: pushes alone, as server-sent events.</summary>
    [ValidateObjectMembers]
    public HttpTransportOptions UniSse { get; } = new();

    /// <summary><c>/init</c>: answers at once, for clients that want to open their HTTP connection early.</summary>
    public HttpEndpointOptions Init { get; } = new();

    /// <summary>
    /// Whether WebSockets bypass the HTTP layer where that is possible (plain HTTP/1.1, nothing but <c>MapRealtime</c> on the endpoint). It halves
    /// the memory of a connection, but middleware (forwarded headers, host filtering …) does not see these requests: switch it off where it has to.
    /// </summary>
    public bool FastUpgrade { get; set; } = true;

    /// <summary>On Linux: who has the sockets.</summary>
    [ValidateObjectMembers]
    public EpollOptions Epoll { get; } = new();

    /// <summary>At shutdown clients are told to come back spread over this time, so that they do not all arrive at another node at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ShutdownSpread { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many clients a second are told to come back when the server stops: few are told at once, many get the whole spread.</summary>
    [Range(0.01, 1_000_000)]
    public double ShutdownRate { get; set; } = 1000;
}

/// <summary>
/// Compression of WebSocket messages (RFC 7692), without context takeover: it costs no memory while a connection is idle, and a broadcast is
/// compressed once for all. Worth its processor time where payloads are long and repetitive and the network is dear.
/// </summary>
public sealed class WebSocketCompressionOptions
{
    /// <summary>Whether offers are accepted.</summary>
    public bool Enabled { get; set; }

    /// <summary>1 the fastest and 9 the smallest; 0 stored, -1 the library's choice, -2 Huffman codes alone.</summary>
    [Range(-2, 9)]
    public int Level { get; set; } = 1;

    /// <summary>Bytes from which a message is compressed.</summary>
    [Range(0, 1 << 24)]
    public int MinSize { get; set; }

    /// <summary>Bytes that one message of a client may have after decompression; 0 for <see cref="RealtimeHttpOptions.MaxMessageSize"/>. A larger one closes its connection (1009).</summary>
    [Range(0, 1 << 24)]
    public int MaxMessageSize { get; set; }
}

/// <summary>
/// Loops of the engine's own, which have the sockets first. Whatever is no WebSocket of the engine's is passed on to Kestrel untouched. Only on Linux;
/// elsewhere, and where this is off, the sockets are Kestrel's.
/// </summary>
public sealed class EpollOptions
{
    /// <summary>
    /// Whether sockets belong to loops of the engine's own, past Kestrel's transport, until it shows that they carry no WebSocket of the engine's. On Linux,
    /// on endpoints without TLS, and only with <see cref="RealtimeHttpOptions.FastUpgrade"/>; where one of these is missing the server says so when it starts,
    /// and the sockets are Kestrel's.
    /// </summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How many of these loops there are, each with one thread; 0 for as many as there are processors.</summary>
    [Range(0, 1024)]
    public int Loops { get; set; }
}

/// <summary>A transport of the engine over plain HTTP.</summary>
public sealed class HttpTransportOptions
{
    /// <summary>Whether it is mapped.</summary>
    public bool Enabled { get; set; }

    /// <summary>Bytes that the body of a request may have (413).</summary>
    [Range(1024, 1 << 24)]
    public int MaxRequestBodySize { get; set; } = 65_536;
}

/// <summary>The requests that bring commands to emulated connections.</summary>
public sealed class HttpEmulationOptions
{
    /// <summary>Bytes that the body of a request may have (413).</summary>
    [Range(1024, 1 << 24)]
    public int MaxRequestBodySize { get; set; } = 65_536;
}

/// <summary>An endpoint that is there or not.</summary>
public sealed class HttpEndpointOptions
{
    /// <summary>Whether it is mapped.</summary>
    public bool Enabled { get; set; }
}

[OptionsValidator]
internal sealed partial class RealtimeHttpOptionsValidator : IValidateOptions<RealtimeHttpOptions>;
