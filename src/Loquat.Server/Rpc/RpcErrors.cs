using Loquat.Chat;
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

    public static readonly ProtocolError IdIsUsed = Conflict(Reason.ClientIdUsed);

    public static readonly ProtocolError BadLimit = Invalid(Reason.LimitInvalid);

    public static readonly ProtocolError BadCursor = Invalid(Reason.CursorInvalid);

    /// <summary>As things are, it cannot be done.</summary>
    public static ProtocolError Conflict(Reason reason) => new(409, RefusalMessage.Write(reason));

    public static ProtocolError Invalid(Reason reason) => new(400, RefusalMessage.Write(reason));

    /// <summary>Too many bearers that nobody has came from the caller's address. Whether this one is known has not been looked up.</summary>
    public static ProtocolError TooManyAttempts(int seconds) =>
        ProtocolError.TooManyRequests with { Message = RefusalMessage.Write(Reason.TooManyAttempts(seconds)) };

    /// <summary>The caller's budget is used up for so long. The call has not been looked at.</summary>
    public static ProtocolError TooFast(int seconds) => ProtocolError.TooManyRequests with { Message = RefusalMessage.Write(Reason.TooFast(seconds)) };
}
