using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Loquat.Testing;

namespace Loquat.Server.Tests.Proxy;

/// <summary>What came back for a gRPC call, byte by byte, and how the call is made by hand.</summary>
internal sealed record GrpcAnswer(HttpStatusCode HttpStatus, string? Status, string? Message, bool TrailersOnly, byte[] Body)
{
    /// <summary>The message without its prefix.</summary>
    public byte[] Payload => Body[5..];

    public static byte[] Prefixed(byte[] message, byte flag = 0)
    {
        var bytes = new byte[5 + message.Length];
        bytes[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), message.Length);
        message.CopyTo(bytes, 5);
        return bytes;
    }

    public static async Task<GrpcAnswer> CallAsync(
        HttpClient http, string method, HttpContent body, IReadOnlyDictionary<string, string>? headers = null, string contentType = "application/grpc")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/centrifugal.centrifugo.proxy.CentrifugoProxy/{method}")
        {
            Version = http.DefaultRequestVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.TryAddWithoutValidation("te", "trailers");
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
            request.Headers.TryAddWithoutValidation(name, value);

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken).Within("an answer");
        var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var trailersOnly = answer.Headers.Contains("grpc-status");
        var trailers = trailersOnly ? answer.Headers : answer.TrailingHeaders;
        return new(answer.StatusCode, First(trailers, "grpc-status"), First(trailers, "grpc-message"), trailersOnly, bytes);
    }

    private static string? First(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.First() : null;
}
