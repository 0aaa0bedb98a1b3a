namespace Loquat.Protocol;

/// <summary>Why a connection ends (section 21.2). The code carries the advice whether to come back.</summary>
/// <param name="Code">3000 to 4999. 3500 to 3999 and 4500 to 4999 tell the client to stay away.</param>
/// <param name="Reason">Short plain text, never empty: an SDK that finds none may reconnect after a terminal code.</param>
public sealed record Disconnect(uint Code, string Reason)
{
    /// <summary>The client hung up, or was lost.</summary>
    public static readonly Disconnect ConnectionClosed = new(3000, "connection closed");

    /// <summary>The node stops; come back, to another one.</summary>
    public static readonly Disconnect Shutdown = new(3001, "shutdown");

    /// <summary>A fault of the server; come back.</summary>
    public static readonly Disconnect ServerError = new(3004, "internal server error");

    /// <summary>The connection's token was not refreshed in time; come back with a new one.</summary>
    public static readonly Disconnect Expired = new(3005, "connection expired");

    /// <summary>A server-side subscription's time is over.</summary>
    public static readonly Disconnect SubscriptionExpired = new(3006, "subscription expired");

    /// <summary>The client reads more slowly than it is sent to (section 18).</summary>
    public static readonly Disconnect Slow = new(3008, "slow");

    /// <summary>The connection broke while it was written to.</summary>
    public static readonly Disconnect WriteError = new(3009, "write error");

    /// <summary>A server-side subscription cannot be brought up to date; come back and recover.</summary>
    public static readonly Disconnect InsufficientState = new(3010, "insufficient state");

    /// <summary>Somebody wants the client to come back, to this node or another.</summary>
    public static readonly Disconnect ForceReconnect = new(3011, "force reconnect");

    /// <summary>A ping was not answered in time.</summary>
    public static readonly Disconnect NoPong = new(3012, "no pong");

    /// <summary>The client asks for too much; come back later.</summary>
    public static readonly Disconnect TooManyRequests = new(3013, "too many requests");

    /// <summary>A token is not what it should be.</summary>
    public static readonly Disconnect InvalidToken = new(3500, "invalid token");

    /// <summary>The client breaks the protocol.</summary>
    public static readonly Disconnect BadRequest = new(3501, "bad request");

    /// <summary>No connect command came in time.</summary>
    public static readonly Disconnect Stale = new(3502, "stale");

    /// <summary>Somebody wants the client to be gone.</summary>
    public static readonly Disconnect ForceDisconnect = new(3503, "force disconnect");

    /// <summary>The user, or the node, has too many connections.</summary>
    public static readonly Disconnect ConnectionLimit = new(3504, "connection limit");

    /// <summary>The connection has too many subscriptions.</summary>
    public static readonly Disconnect ChannelLimit = new(3505, "channel limit");

    /// <summary>A JSON connection would have to be sent what is not JSON.</summary>
    public static readonly Disconnect InappropriateProtocol = new(3506, "inappropriate protocol");

    /// <summary>The connection is not allowed at all.</summary>
    public static readonly Disconnect PermissionDenied = new(3507, "permission denied");

    /// <summary>What the connection wants is switched off.</summary>
    public static readonly Disconnect NotAvailable = new(3508, "not available");

    /// <summary>The client caused more errors than are tolerated.</summary>
    public static readonly Disconnect TooManyErrors = new(3509, "too many errors");

    /// <summary>True if the client must not come back by itself.</summary>
    public bool IsTerminal => Code is (>= 3500 and < 4000) or (>= 4500 and < 5000);
}
