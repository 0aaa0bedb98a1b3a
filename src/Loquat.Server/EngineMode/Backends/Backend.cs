using System.Text.Json;
using Google.Protobuf;
using Loquat.Realtime;
using Loquat.Server.Grpc;
using Loquat.Server.Proxy.Wire;

namespace Loquat.Server.EngineMode.Backends;

/// <summary>An application that is asked over the network, as one proxy's settings say (section 26).</summary>
internal abstract class Backend(ProxySettings settings, TimeProvider time)
{
    private readonly RequestHeaders _headers = new(settings);

    public bool IsBinary => settings.BinaryEncoding;

    public bool IncludesMeta => settings.IncludeConnectionMeta;

    public static Backend Create(ProxySettings settings, BackendClients clients, TimeProvider time) =>
        new Uri(settings.Endpoint).Scheme == "grpc" ? new GrpcBackend(settings, clients, time) : new HttpBackend(settings, clients, time);

    /// <param name="procedure">The event's name in the service: "Connect", "RPC" …</param>
    /// <param name="connection">Whose request it is, for the headers that are passed on.</param>
    /// <exception cref="BackendException">There is no answer, or none in time, or it cannot be understood.</exception>
    public async Task<TResponse> AskAsync<TResponse>(
        string procedure, IMessage request, MessageParser<TResponse> parser, IConnection connection, CancellationToken cancellationToken)
        where TResponse : IMessage<TResponse>, IBackendResponse, new()
    {
        using var timeout = new CancellationTokenSource(settings.Timeout, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await SendAsync(procedure, request, parser, _headers.Of(connection), ended.Token);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BackendException($"{settings.Endpoint} did not answer {procedure} in {GoDuration.Format(settings.Timeout)}.", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or GrpcException or JsonException)
        {
            throw new BackendException($"{settings.Endpoint} failed at {procedure}: {exception.Message}", exception);
        }
    }

    protected abstract Task<TResponse> SendAsync<TResponse>(
        string procedure, IMessage request, MessageParser<TResponse> parser, IEnumerable<KeyValuePair<string, string>> headers,
        CancellationToken cancellationToken)
        where TResponse : IMessage<TResponse>, IBackendResponse, new();
}
