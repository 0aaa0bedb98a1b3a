using System.Collections.Frozen;
using Loquat.Protocol;
using Loquat.Realtime;

namespace Loquat.Server.Proxy;

/// <summary>A client's connection that a Centrifugo in front of us holds, as far as its question tells.</summary>
internal sealed class ProxiedConnection(string id, string user, string transport, string protocol, IHeaderDictionary headers) : IConnection
{
    /// <summary>What the call from Centrifugo to us needs itself. All else was put there by its configuration: the client's headers and static ones.</summary>
    private static readonly FrozenSet<string> HeadersOfTheCall = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "host", "user-agent", "content-length", "content-type", "accept-encoding", "connection", "transfer-encoding",
        "te", "grpc-timeout", "grpc-encoding", "grpc-accept-encoding", ProxyOptions.SecretHeader);

    public string Id => id;

    public string User => user;

    public string Transport => transport;

    public WireEncoding Encoding => protocol == "protobuf" ? WireEncoding.Protobuf : WireEncoding.Json;

    /// <summary>Without the client's address: Centrifugo does not tell it.</summary>
    public ClientRequest Request { get; } = new("", headers
        .Where(header => !HeadersOfTheCall.Contains(header.Key) && !header.Key.StartsWith(':'))
        .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()));

    public object? State => null;
}
