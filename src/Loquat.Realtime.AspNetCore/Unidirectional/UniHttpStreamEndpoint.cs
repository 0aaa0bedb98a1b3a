using Loquat.Realtime.AspNetCore.Cors;
using Loquat.Realtime.AspNetCore.HttpStreams;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore.Unidirectional;

/// <summary><c>POST /connection/uni_http_stream</c> (section 7): the body is the connect request.</summary>
internal sealed class UniHttpStreamEndpoint(StreamedConnections connections, CorsHeaders cors, IOptions<RealtimeHttpOptions> options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!cors.TryEnter(context, answersPreflight: true, HttpMethods.Post))
            return;
        if (await RequestBody.TryReadAsync(context, options.Value.UniHttpStream.MaxRequestBodySize) is not { } body)
            return;

        if (UniSession.TryRead(body) is { } request)
            await connections.ServeAsync(context, StreamForm.UniHttpStream, session => new UniSession(session, request));
        else
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
    }
}
