namespace Loquat.Realtime;

/// <summary>What is known of a connection before its first command.</summary>
/// <param name="RemoteAddress">The peer's address without its port, or empty.</param>
/// <param name="Headers">Those headers of the request that the options ask to keep; names in lower case.</param>
public sealed record ClientRequest(string RemoteAddress, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Nothing is known.</summary>
    public static readonly ClientRequest Empty = new("", new Dictionary<string, string>());
}
