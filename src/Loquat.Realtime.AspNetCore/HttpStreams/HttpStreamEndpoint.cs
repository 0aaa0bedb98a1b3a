using Loquat.Realtime.AspNetCore.Cors;
using Loquat.Realtime.AspNetCore.Emulation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore.HttpStreams;

/// <summary><c>POST /connection/http_stream</c> (section 6.1): the body is the first message of commands.</summary>
internal sealed class HttpStreamEndpoint(
    StreamedConnections connections, EmulatedSessions sessions, CorsHeaders cors, IOptions<RealtimeHttpOptions> options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!cors.TryEnter(context, answersPreflight: true, HttpMethods.Post))
            return;
        if (await RequestBody.TryReadAsync(context, options.Value.HttpStream.MaxRequestBodySize) is not { } body)
            return;

        var form = RequestBody.IsProtobuf(context.Request) ? StreamForm.Protobuf : StreamForm.Json;
        await connections.ServeAsync(context, form, session => sessions.Add(session, body));
    }
}
