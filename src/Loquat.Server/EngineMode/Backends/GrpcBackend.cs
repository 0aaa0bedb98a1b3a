using Google.Protobuf;
using Loquat.Server.Grpc;

namespace Loquat.Server.EngineMode.Backends;

/// <summary>Unary calls of the service that Centrifugo's applications implement.</summary>
internal sealed class GrpcBackend(ProxySettings settings, BackendClients clients, TimeProvider time) : Backend(settings, time)
{
    private const string Service = "/centrifugal.centrifugo.proxy.CentrifugoProxy/";

    private readonly UnaryGrpcClient _client = new(clients.GrpcFor(new Uri(settings.Endpoint)));
    private readonly TimeSpan _timeout = settings.Timeout;
    private readonly Dictionary<string, string> _metadata = MetadataOf(settings.Grpc);

    protected override Task<TResponse> SendAsync<TResponse>(
        string procedure, IMessage request, MessageParser<TResponse> parser, IEnumerable<KeyValuePair<string, string>> headers,
        CancellationToken cancellationToken)
    {
        // What the operator says about the call counts more than what the client says about itself.
        var passedOn = headers.Select(header => KeyValuePair.Create(header.Key.ToLowerInvariant(), header.Value))
            .Where(header => !_metadata.ContainsKey(header.Key));
        return _client.CallAsync(Service + procedure, request, parser, passedOn.Concat(_metadata), _timeout, cancellationToken);
    }

    private static Dictionary<string, string> MetadataOf(GrpcProxySettings settings)
    {
        var metadata = new Dictionary<string, string>();
        foreach (var (name, value) in settings.StaticMetadata)
            metadata[name.ToLowerInvariant()] = value;
        if (settings.CredentialsKey.Length > 0)
            metadata[settings.CredentialsKey.ToLowerInvariant()] = settings.CredentialsValue;
        return metadata;
    }
}
