using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Loquat.Server.Grpc;

/// <summary>Unary calls to a gRPC server; without TLS by HTTP/2 prior knowledge. Needs a client whose base address is the server.</summary>
internal sealed class UnaryGrpcClient(HttpClient http)
{
    private const int MaxResponseBytes = 4 << 20;

    /// <exception cref="GrpcException">The call ended with another status than OK.</exception>
    /// <exception cref="HttpRequestException">The server could not be reached.</exception>
    public async Task<TResponse> CallAsync<TResponse>(
        string method, IMessage request, MessageParser<TResponse> parser, IEnumerable<KeyValuePair<string, string>> metadata,
        TimeSpan timeout, CancellationToken cancellationToken)
        where TResponse : IMessage<TResponse>
    {
        using var message = MessageOf(method, request, metadata, timeout);
        using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.OK)
            throw new GrpcException(StatusOf(answer.StatusCode), $"HTTP status {(int)answer.StatusCode}.");

        ThrowUnlessOk(answer.Headers, missingIsOk: true);
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var body = PipeReader.Create(stream);
        try
        {
            var response = await GrpcMessage.ReadAsync(body, parser, MaxResponseBytes, cancellationToken);
            ThrowUnlessOk(answer.TrailingHeaders, missingIsOk: false);
            return response;
        }
        catch (GrpcException) when (answer.TrailingHeaders.Contains(GrpcHeaders.Status))
        {
            // A failed call has no message; what its trailers say is the reason.
            ThrowUnlessOk(answer.TrailingHeaders, missingIsOk: false);
            throw;
        }
        finally
        {
            await body.CompleteAsync();
        }
    }

    private static HttpRequestMessage MessageOf(
        string method, IMessage request, IEnumerable<KeyValuePair<string, string>> metadata, TimeSpan timeout)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(GrpcMessage.Encode(request)),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue(GrpcHeaders.ContentType);
        message.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        message.Headers.Add(GrpcHeaders.Timeout, GrpcHeaders.FormatTimeout(timeout));
        foreach (var (name, value) in metadata)
            message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    private static void ThrowUnlessOk(HttpResponseHeaders headers, bool missingIsOk)
    {
        if (!headers.TryGetValues(GrpcHeaders.Status, out var values))
        {
            if (missingIsOk)
                return;
            throw new GrpcException(GrpcStatusCode.Unknown, "The answer has no status.");
        }

        if (!int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            status = (int)GrpcStatusCode.Unknown;
        if (status == (int)GrpcStatusCode.Ok)
            return;

        var message = headers.TryGetValues(GrpcHeaders.Message, out var messages) ? GrpcHeaders.DecodeMessage(messages.First()) : "";
        throw new GrpcException((GrpcStatusCode)status, message);
    }

    /// <summary>As gRPC's "HTTP to gRPC status code mapping" has it.</summary>
    private static GrpcStatusCode StatusOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => GrpcStatusCode.Internal,
        HttpStatusCode.Unauthorized => GrpcStatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => GrpcStatusCode.PermissionDenied,
        HttpStatusCode.NotFound => GrpcStatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
            GrpcStatusCode.Unavailable,
        _ => GrpcStatusCode.Unknown,
    };
}
