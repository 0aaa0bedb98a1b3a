using System.Collections.Frozen;
using Loquat.Realtime;

namespace Loquat.Server.EngineMode.Backends;

/// <summary>What a backend is told of the request that a connection came with: what the proxy's settings list, and nothing else (section 26.1).</summary>
internal sealed class RequestHeaders(ProxySettings settings)
{
    /// <summary>They belong to the call to the backend itself. Passed on from another request, they would break it.</summary>
    private static readonly FrozenSet<string> HeadersOfTheCall = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "host", "content-length", "content-type", "content-encoding", "accept-encoding", "connection", "keep-alive", "transfer-encoding", "upgrade",
        "te", "trailer", "expect", "grpc-timeout", "grpc-encoding", "grpc-accept-encoding");

    private readonly string[] _ofTransport = Usable(settings.HttpHeaders);
    private readonly string[] _emulated = Usable(settings.EmulatedHeaders);

    public IEnumerable<KeyValuePair<string, string>> Of(IConnection connection)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        // Who can set a header of the request itself may be trusted more than who only writes a command.
        Add(headers, _ofTransport, connection.Request.Headers);
        Add(headers, _emulated, connection.EmulatedHeaders);
        return headers;
    }

    private static void Add(Dictionary<string, string> headers, string[] names, IReadOnlyDictionary<string, string> values)
    {
        foreach (var name in names)
        {
            if (values.TryGetValue(name.ToLowerInvariant(), out var value) && !value.Any(char.IsControl))
                headers.TryAdd(name, value);
        }
    }

    private static string[] Usable(IReadOnlyList<string> names) => [.. names.Where(name => !HeadersOfTheCall.Contains(name))];
}
