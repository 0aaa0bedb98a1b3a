using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Google.Protobuf;
using Loquat.Server.Grpc;

namespace Loquat.Server.Centrifugo;

/// <summary>How a call of the API ended.</summary>
internal abstract record ApiOutcome
{
    public sealed record Done : ApiOutcome;

    /// <param name="MayPass">True if the same call may succeed later.</param>
    public sealed record Failed(string Reason, bool MayPass) : ApiOutcome;
}

/// <summary>Centrifugo's server API (section 25), by HTTP or gRPC as the options say.</summary>
internal sealed class CentrifugoApi(HttpClient http, CentrifugoOptions options, TimeProvider time)
{
    public const string HttpClientName = "centrifugo-api";
    private const string Service = "/centrifugal.centrifugo.api.CentrifugoApi/";
    private const uint Internal = 100;
    private const uint TooManyRequests = 111;

    private readonly UnaryGrpcClient _grpc = new(http);

    public Task<ApiOutcome> PublishAsync(Wire.PublishRequest request, CancellationToken cancellationToken) =>
        CallAsync("Publish", "api/publish", request, Wire.PublishResponse.Parser, response => response.Error, cancellationToken);

    public Task<ApiOutcome> DisconnectAsync(Wire.DisconnectRequest request, CancellationToken cancellationToken) =>
        CallAsync("Disconnect", "api/disconnect", request, Wire.DisconnectResponse.Parser, response => response.Error, cancellationToken);

    public Task<ApiOutcome> SubscribeAsync(Wire.SubscribeRequest request, CancellationToken cancellationToken) =>
        CallAsync("Subscribe", "api/subscribe", request, Wire.SubscribeResponse.Parser, response => response.Error, cancellationToken);

    public Task<ApiOutcome> UnsubscribeAsync(Wire.UnsubscribeRequest request, CancellationToken cancellationToken) =>
        CallAsync("Unsubscribe", "api/unsubscribe", request, Wire.UnsubscribeResponse.Parser, response => response.Error, cancellationToken);

    private async Task<ApiOutcome> CallAsync<TResponse>(
        string method, string path, IMessage request, MessageParser<TResponse> parser, Func<TResponse, Wire.Error?> errorOf,
        CancellationToken cancellationToken)
        where TResponse : IMessage<TResponse>, new()
    {
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var response = options.UsesGrpc
                ? await _grpc.CallAsync(Service + method, request, parser, Metadata(), options.Timeout, ended.Token)
                : await PostAsync<TResponse>(path, request, ended.Token);
            return errorOf(response) is { } error
                ? new ApiOutcome.Failed($"error {error.Code}: {error.Message}", error.Code is Internal or TooManyRequests)
                : new ApiOutcome.Done();
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new ApiOutcome.Failed("no answer in time", MayPass: true);
        }
        catch (HttpRequestException exception)
        {
            return new ApiOutcome.Failed(exception.Message, MayPass: exception.StatusCode is null || IsPassing(exception.StatusCode.Value));
        }
        catch (IOException exception)
        {
            return new ApiOutcome.Failed(exception.Message, MayPass: true);
        }
        catch (GrpcException exception)
        {
            return new ApiOutcome.Failed($"{exception.Status}: {exception.Message}", IsPassing(exception.Status));
        }
        catch (JsonException)
        {
            return new ApiOutcome.Failed("the answer does not decode", MayPass: false);
        }
    }

    private async Task<TResponse> PostAsync<TResponse>(string path, IMessage request, CancellationToken cancellationToken)
        where TResponse : IMessage, new()
    {
        var json = new ArrayBufferWriter<byte>();
        CentrifugoJson.Write(json, request);
        using var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ReadOnlyMemoryContent(json.WrittenMemory) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (options.ApiKey.Length > 0)
            message.Headers.Add("X-API-Key", options.ApiKey);

        using var answer = await http.SendAsync(message, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return CentrifugoJson.Read<TResponse>(new(await answer.Content.ReadAsByteArrayAsync(cancellationToken)));
    }

    private IEnumerable<KeyValuePair<string, string>> Metadata() =>
        options.ApiKey.Length > 0 ? [new("authorization", $"apikey {options.ApiKey}")] : [];

    private static bool IsPassing(HttpStatusCode status) => status >= HttpStatusCode.InternalServerError || status == HttpStatusCode.TooManyRequests;

    private static bool IsPassing(GrpcStatusCode status) => status is GrpcStatusCode.Unavailable or GrpcStatusCode.DeadlineExceeded
        or GrpcStatusCode.ResourceExhausted or GrpcStatusCode.Aborted or GrpcStatusCode.Cancelled or GrpcStatusCode.Internal;
}
