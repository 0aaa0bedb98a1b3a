using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Loquat.Realtime.AspNetCore.HttpStreams;

/// <summary>Reads a request's body into one array, up to a limit.</summary>
internal static class RequestBody
{
    public const string ProtobufType = "application/octet-stream";

    // What proxies write into their logs for a client that has gone; nobody reads it.
    private const int ClientClosedRequest = 499;

    public static bool IsProtobuf(HttpRequest request) =>
        request.ContentType is { } type && type.StartsWith(ProtobufType, StringComparison.OrdinalIgnoreCase);

    /// <summary>Null if the body is too large or does not come; the response's status then says so.</summary>
    public static async ValueTask<byte[]?> TryReadAsync(HttpContext context, int maxBytes)
    {
        if (context.Request.ContentLength > maxBytes)
            return Refuse(context, StatusCodes.Status413PayloadTooLarge);

        var reader = context.Request.BodyReader;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(context.RequestAborted);
                if (read.Buffer.Length > maxBytes)
                    return Refuse(context, StatusCodes.Status413PayloadTooLarge);
                if (read.IsCompleted)
                {
                    var body = read.Buffer.ToArray();
                    reader.AdvanceTo(read.Buffer.End);
                    return body;
                }
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (BadHttpRequestException problem)
        {
            return Refuse(context, problem.StatusCode);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return Refuse(context, ClientClosedRequest);
        }
    }

    private static byte[]? Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return null;
    }
}
