using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Loquat.Server.Centrifugo;
using Loquat.Server.Proxy.Wire;

namespace Loquat.Server.EngineMode.Backends;

/// <summary>JSON in, JSON out: the proxy's address is where each event is posted to.</summary>
internal sealed class HttpBackend(ProxySettings settings, BackendClients clients, TimeProvider time) : Backend(settings, time)
{
    private readonly HttpClient _client = clients.Client();
    private readonly Uri _endpoint = new(settings.Endpoint);
    private readonly HttpProxySettings _settings = settings.Http;

    protected override async Task<TResponse> SendAsync<TResponse>(
        string procedure, IMessage request, MessageParser<TResponse> parser, IEnumerable<KeyValuePair<string, string>> headers,
        CancellationToken cancellationToken)
    {
        using var message = MessageOf(request, headers);
        using var answer = await _client.SendAsync(message, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.OK)
            return Transform<TResponse>((int)answer.StatusCode);

        return CentrifugoJson.Read<TResponse>(new(await answer.Content.ReadAsByteArrayAsync(cancellationToken)));
    }

    private HttpRequestMessage MessageOf(IMessage request, IEnumerable<KeyValuePair<string, string>> headers)
    {
        var json = new ArrayBufferWriter<byte>();
        CentrifugoJson.Write(json, request);
        var message = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = new ReadOnlyMemoryContent(json.WrittenMemory) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers)
            message.Headers.TryAddWithoutValidation(name, value);

        // What the operator says about the call counts more than what the client says about itself.
        foreach (var (name, value) in _settings.StaticHeaders)
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }
        return message;
    }

    /// <summary>Another status than 200 is a failure, unless the settings give it a meaning.</summary>
    private TResponse Transform<TResponse>(int status) where TResponse : IBackendResponse, new() =>
        _settings.StatusToCodeTransforms.FirstOrDefault(transform => transform.StatusCode == status) switch
        {
            { ToError: { Code: > 0 } error } => new()
            {
                Error = new Error { Code = (uint)error.Code, Message = error.Message, Temporary = error.Temporary },
            },
            { ToDisconnect: { Code: > 0 } disconnect } => new()
            {
                Disconnect = new Disconnect { Code = (uint)disconnect.Code, Reason = disconnect.Reason },
            },
            _ => throw new HttpRequestException($"the answer's status is {status}"),
        };
}
