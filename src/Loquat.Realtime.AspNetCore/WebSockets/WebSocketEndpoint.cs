using System.IO.Pipelines;
using System.Net;
using System.Text;
using Loquat.Protocol.WebSockets;
using Loquat.Realtime.AspNetCore.Cors;
using Loquat.Realtime.AspNetCore.HttpStreams;
using Loquat.Realtime.AspNetCore.Unidirectional;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Loquat.Realtime.AspNetCore.WebSockets;

/// <summary>
/// The WebSocket endpoint behind the HTTP layer: for TLS, HTTP/2 (RFC 8441), other servers than Kestrel, and every request that
/// <see cref="WebSocketConnectionMiddleware"/> left alone, above all those that are refused.
/// </summary>
internal sealed class WebSocketEndpoint(
    Engine engine, HandshakeRules rules, CorsHeaders cors, IOptions<RealtimeHttpOptions> options, TimeProvider time)
{
    // A read of nothing waits for data, so that no buffer is held while a connection is idle.
    private static readonly StreamPipeReaderOptions Reading = new(useZeroByteReads: true);

    // The stream goes when the request does, and the request is not ours to end.
    private static readonly StreamPipeWriterOptions Writing = new(leaveOpen: true);

    private readonly MessageLimits _limits = MessageLimits.Of(options.Value);
    private readonly string[] _keptHeaders = KeptHeaders.Normalise(options.Value.KeptHeaders);

    public Task InvokeAsync(HttpContext context) => ServeAsync(context, unidirectional: false);

    public Task InvokeUnidirectionalAsync(HttpContext context) => ServeAsync(context, unidirectional: true);

    private async Task ServeAsync(HttpContext context, bool unidirectional)
    {
        var connect = context.Features.Get<IHttpExtendedConnectFeature>();
        var overHttp2 = connect is { IsExtendedConnect: true, Protocol: "websocket" };
        if (!overHttp2 && !IsUpgrade(context))
        {
            await RefuseAsync(context, HttpStatusCode.BadRequest);
            return;
        }

        var handshake = rules.Judge(RequestOf(context.Request), needsKey: !overHttp2);
        if (handshake.Status != HttpStatusCode.SwitchingProtocols)
        {
            await RefuseAsync(context, handshake.Status);
            return;
        }

        if (unidirectional)
            handshake = handshake with { Form = handshake.Form.AsUnidirectional() };
        var transport = new PipeTransport(context.Abort, handshake.Form, time);
        if (engine.Accept(transport, ClientOf(context)) is { } session)
            await RunAsync(context, handshake, transport, session);
        else
            await RefuseAsync(context, HttpStatusCode.ServiceUnavailable);
    }

    private async Task RunAsync(HttpContext context, Handshake handshake, PipeTransport transport, Session session)
    {
        WebSocketConnection? connection = null;
        try
        {
            var stream = await AcceptAsync(context, handshake);
            transport.Output = PipeWriter.Create(stream, Writing);
            var reader = handshake.Form.IsUnidirectional ? new UniWebSocketReader(session, transport) : null;
            connection = new WebSocketConnection(transport, session, _limits) { ConnectReader = reader };
            await transport.OpenAsync(default);

            var closing = context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
            await using var stopping = closing.UnsafeRegister(static connection => ((WebSocketConnection)connection!).Stop(), connection);
            if (reader is not null && context.Request.Query[SseEndpoint.ConnectParameter].ToString() is { Length: > 0 } connect)
                await reader.ReceiveAsync(Encoding.UTF8.GetBytes(connect));
            await PipeReading.RunAsync(PipeReader.Create(stream, Reading), connection);
        }
        finally
        {
            // The client went away in the middle of the handshake.
            if (connection is null)
                await session.EndAsync();
        }
    }

    private static async Task<Stream> AcceptAsync(HttpContext context, Handshake handshake)
    {
        LiftTimeLimits(context.Features);
        var headers = context.Response.Headers;
        if (handshake.SubProtocol is not null)
            headers.SecWebSocketProtocol = handshake.SubProtocol;
        if (handshake.Extensions is not null)
            headers.SecWebSocketExtensions = handshake.Extensions;
        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
            return await connect.AcceptAsync();

        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = WebSocketHandshake.Accept(context.Request.Headers.SecWebSocketKey.ToString());
        return await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

    /// <summary>Rules for requests that end. How long a silent or slow client may stay is the engine's decision here.</summary>
    private static void LiftTimeLimits(IFeatureCollection features)
    {
        features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        if (features.Get<IHttpMinRequestBodyDataRateFeature>() is { } reading)
            reading.MinDataRate = null;
        if (features.Get<IHttpMinResponseDataRateFeature>() is { } writing)
            writing.MinDataRate = null;
    }

    private static bool IsUpgrade(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        && string.Equals(context.Request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase);

    private static UpgradeRequest RequestOf(HttpRequest request) => new(
        request.Host.Value ?? "",
        TextOf(request.Headers.Origin),
        TextOf(request.Headers.SecWebSocketVersion),
        TextOf(request.Headers.SecWebSocketKey),
        TextOf(request.Headers.SecWebSocketProtocol),
        TextOf(request.Headers.SecWebSocketExtensions),
        request.QueryString.Value ?? "");

    private static string? TextOf(StringValues values) => values.Count == 0 ? null : values.ToString();

    private ClientRequest ClientOf(HttpContext context) =>
        new(context.Connection.RemoteIpAddress?.ToString() ?? "", KeptHeaders.Of(context.Request.Headers, _keptHeaders));

    private Task RefuseAsync(HttpContext context, HttpStatusCode status)
    {
        cors.Apply(context);
        var response = context.Response;
        response.StatusCode = (int)status;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.SecWebSocketVersion = "13";
        var body = ReasonPhrases.GetReasonPhrase((int)status) + "\n";
        response.ContentLength = body.Length;
        return response.WriteAsync(body, context.RequestAborted);
    }
}
