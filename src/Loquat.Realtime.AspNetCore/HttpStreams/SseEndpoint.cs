using System.Text;
using Loquat.Realtime.AspNetCore.Cors;
using Loquat.Realtime.AspNetCore.Emulation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore.HttpStreams;

/// <summary><c>GET|POST /connection/sse</c> (section 6.2): the first message of commands is in the query, or in the body.</summary>
internal sealed class SseEndpoint(
    StreamedConnections connections, EmulatedSessions sessions, CorsHeaders cors, IOptions<RealtimeHttpOptions> options)
{
    public const string ConnectParameter = "cf_connect";

    public async Task InvokeAsync(HttpContext context)
    {
        // A browser's EventSource never asks before.
        if (!cors.TryEnter(context, answersPreflight: false, HttpMethods.Get, HttpMethods.Post))
            return;
        if (await FirstMessageAsync(context) is { } message)
            await connections.ServeAsync(context, StreamForm.Sse, session => sessions.Add(session, message));
    }

    private async ValueTask<byte[]?> FirstMessageAsync(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method))
            return await RequestBody.TryReadAsync(context, options.Value.Sse.MaxRequestBodySize);

        var message = context.Request.Query[ConnectParameter].ToString();
        if (message.Length > 0)
            return Encoding.UTF8.GetBytes(message);

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return null;
    }
}
