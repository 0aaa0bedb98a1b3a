using Loquat.Protocol;

namespace Loquat.Realtime.AspNetCore.ServerApi;

/// <summary>What a call came to: a result or an error.</summary>
internal readonly record struct ApiReply(ApiResult? Result, ProtocolError? Error)
{
    public static readonly ApiReply Done = new ApiResult.Done();

    public static implicit operator ApiReply(ApiResult result) => new(result, null);

    public static implicit operator ApiReply(ProtocolError error) => new(null, error);
}

/// <summary>What a call that succeeded tells.</summary>
internal abstract record ApiResult
{
    public sealed record Done : ApiResult;
    public sealed record Published(StreamPosition Position) : ApiResult;
    public sealed record Broadcast(IReadOnlyList<ApiReply> Replies) : ApiResult;
    public sealed record Presence(IReadOnlyDictionary<string, ClientInfo> Clients) : ApiResult;
    public sealed record PresenceStats(Realtime.PresenceStats Counts) : ApiResult;
    public sealed record History(HistoryResult Read) : ApiResult;

    /// <param name="Subscribers">By channel.</param>
    public sealed record ChannelList(IReadOnlyDictionary<string, int> Subscribers) : ApiResult;

    public sealed record NodeList(IReadOnlyList<NodeInfo> Nodes) : ApiResult;
}

/// <summary>Errors that have another text here than for clients.</summary>
internal static class ApiErrors
{
    public static readonly ProtocolError NotFound = new(104, "not found");
}
