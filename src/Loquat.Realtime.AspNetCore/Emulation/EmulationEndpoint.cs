using Loquat.Protocol;
using Loquat.Realtime.AspNetCore.Cors;
using Loquat.Realtime.AspNetCore.HttpStreams;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore.Emulation;

/// <summary><c>POST /emulation</c>: brings commands to a connection that can only be written to (section 6.3).</summary>
internal sealed class EmulationEndpoint(EmulatedSessions sessions, CorsHeaders cors, IOptions<RealtimeHttpOptions> options)
{
    private int _isAtRoot;

    /// <summary>True for the first that asks: clients look for it at the root, where only one can be.</summary>
    public bool TryTakeRoot() => Interlocked.Exchange(ref _isAtRoot, 1) == 0;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!cors.TryEnter(context, answersPreflight: true, HttpMethods.Post))
            return;
        if (await RequestBody.TryReadAsync(context, options.Value.Emulation.MaxRequestBodySize) is { } body)
            context.Response.StatusCode = await HandleAsync(RequestBody.IsProtobuf(context.Request) ? WireEncoding.Protobuf : WireEncoding.Json, body);
    }

    private async Task<int> HandleAsync(WireEncoding encoding, byte[] body)
    {
        if (TryRead(encoding, body) is not { } request)
            return StatusCodes.Status400BadRequest;
        // A session that is not here any more is said to be gone, where the real server says 204: some clients then come back at once.
        if (!sessions.IsHere(request.Node) || sessions.Find(request.Session) is not { } session)
            return StatusCodes.Status404NotFound;

        if (!request.Data.IsEmpty)
            await session.ReceiveAsync(request.Data);
        return StatusCodes.Status204NoContent;
    }

    private static EmulationRequest? TryRead(WireEncoding encoding, byte[] body)
    {
        try
        {
            return ProtocolCodec.Of(encoding).ReadEmulationRequest(body);
        }
        catch (ProtocolException)
        {
            return null;
        }
    }
}
