using System.Text;
using Loquat.Realtime.AspNetCore.Cors;
using Loquat.Realtime.AspNetCore.HttpStreams;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore.Unidirectional;

/// <summary><c>GET|POST /connection/uni_sse</c> (section 7): the connect request is in the query, where it may be left out, or in the body.</summary>
internal sealed class UniSseEndpoint(StreamedConnections connections, CorsHeaders cors, IOptions<RealtimeHttpOptions> options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!cors.TryEnter(context, answersPreflight: false, HttpMethods.Get, HttpMethods.Post))
            return;
        if (await ConnectTextAsync(context) is not { } text)
            return;

        if (UniSession.TryRead(text) is { } request)
            await connections.ServeAsync(context, StreamForm.UniSse, session => new UniSession(session, request));
        else
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
    }

    private async ValueTask<byte[]?> ConnectTextAsync(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method))
            return await RequestBody.TryReadAsync(context, options.Value.UniSse.MaxRequestBodySize);

        var text = context.Request.Query[SseEndpoint.ConnectParameter].ToString();
        return text.Length == 0 ? "{}"u8.ToArray() : Encoding.UTF8.GetBytes(text);
    }
}
