using Loquat.Protocol;

namespace Loquat.Server.Rpc;

/// <summary>What the chat's calls are refused with. The connection goes on; nothing has been stored.</summary>
internal static class RpcErrors
{
    public static readonly ProtocolError Unauthorized = new(403, "Unauthorized");

    /// <summary>Also for what exists but is not the caller's to see: telling them apart would tell that it exists.</summary>
    public static readonly ProtocolError NotFound = new(404, "Not found");

    /// <summary>Whether anything was stored is not known; asking again with the same client id is safe.</summary>
    public static readonly ProtocolError Unavailable = new(503, "Service unavailable", Temporary: true);

    public static readonly ProtocolError IdIsUsed = new(409, "The client id has been used for something else.");

    public static readonly ProtocolError BadLimit = new(400, "field 'limit' must be positive");

    public static readonly ProtocolError BadCursor = new(400, "field 'after' is not what a list ended with");

    /// <summary>As things are, it cannot be done.</summary>
    public static ProtocolError Conflict(string reason) => new(409, reason);

    public static ProtocolError Invalid(string reason) => new(400, reason);
}
