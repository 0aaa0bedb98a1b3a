using System.Globalization;
using Google.Protobuf;

namespace Loquat.Server.Grpc;

/// <summary>The two forms a unary answer has on HTTP/2.</summary>
internal static class GrpcResponses
{
    /// <summary>False, with the HTTP status set, for a request that is not gRPC at all.</summary>
    public static bool CanAnswer(HttpContext context)
    {
        if (HttpProtocol.IsHttp2(context.Request.Protocol) && GrpcHeaders.IsGrpc(context.Request.ContentType))
            return true;

        context.Response.StatusCode = HttpProtocol.IsHttp2(context.Request.Protocol)
            ? StatusCodes.Status415UnsupportedMediaType
            : StatusCodes.Status426UpgradeRequired;
        return false;
    }

    /// <summary>Response → Response-Headers Length-Prefixed-Message Trailers.</summary>
    public static async Task WriteAsync(HttpContext context, IMessage message, CancellationToken cancellationToken)
    {
        var bytes = GrpcMessage.Encode(message);
        context.Response.ContentType = GrpcHeaders.ContentType;
        context.Response.AppendTrailer(GrpcHeaders.Status, "0");
        await context.Response.BodyWriter.WriteAsync(bytes, cancellationToken);
    }

    /// <summary>Trailers-Only: the status in the headers, no message. After a message has begun the call can only be cut.</summary>
    public static void Fail(HttpContext context, GrpcStatusCode status, string message)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = GrpcHeaders.ContentType;
        context.Response.Headers[GrpcHeaders.Status] = ((int)status).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers[GrpcHeaders.Message] = GrpcHeaders.EncodeMessage(message);
        if (status == GrpcStatusCode.Unimplemented)
            context.Response.Headers[GrpcHeaders.AcceptEncoding] = "identity";
    }
}
