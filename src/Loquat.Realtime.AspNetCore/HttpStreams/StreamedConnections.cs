using Loquat.Realtime.AspNetCore.Cors;
using Loquat.Realtime.AspNetCore.WebSockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore.HttpStreams;

/// <summary>Serves connections whose downstream is one long response.</summary>
internal sealed class StreamedConnections(Engine engine, CorsHeaders cors, IOptions<RealtimeHttpOptions> options, TimeProvider time)
{
    private readonly string[] _keptHeaders = KeptHeaders.Normalise(options.Value.KeptHeaders);
    private readonly string[] _foreignHeaders = [.. KeptHeaders.Normalise(options.Value.KeptHeaders).Where(name => name != "cookie")];

    /// <summary>Completes when the response may end.</summary>
    public async Task ServeAsync(HttpContext context, StreamForm form, Func<Session, IStreamedSession> enter)
    {
        var transport = new StreamTransport(context, form, time);
        if (engine.Accept(transport, ClientOf(context)) is not { } session)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var streamed = enter(session);
        var stopping = context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        await using var gone = context.RequestAborted.UnsafeRegister(static session => ((Session)session!).Disconnect(Protocol.Disconnect.ConnectionClosed), session);
        await using var asked = stopping.UnsafeRegister(static session => ((Session)session!).Disconnect(Protocol.Disconnect.Shutdown), session);
        try
        {
            await transport.OpenAsync();
            await streamed.ConnectAsync();
            await transport.Closed;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client went away before the response began: an ordinary end.
        }
        finally
        {
            await streamed.EndAsync();
        }
    }

    /// <summary>A page that may not connect can make its visitor's browser send their cookies with a request, but they do not speak for them.</summary>
    private ClientRequest ClientOf(HttpContext context) => new(
        context.Connection.RemoteIpAddress?.ToString() ?? "",
        KeptHeaders.Of(context.Request.Headers, cors.Allows(context.Request) ? _keptHeaders : _foreignHeaders));
}

/// <summary>A session on a long response, from its first message to its end.</summary>
internal interface IStreamedSession
{
    /// <summary>Hands over what came with the request.</summary>
    Task ConnectAsync();

    /// <summary>The response is over. Called once.</summary>
    Task EndAsync();
}
