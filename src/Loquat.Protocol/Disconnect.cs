namespace Loquat.Protocol;

/// <summary>Why a connection ends (section 21.2). The code carries the advice whether to come back.</summary>
/// <param name="Code">3000 to 4999. 3500 to 3999 and 4500 to 4999 tell the client to stay away.</param>
/// <param name="Reason">Short plain text, never empty: an SDK that finds none may reconnect after a terminal code.</param>
public sealed record Disconnect(uint Code, string Reason)
{
    public static readonly Disconnect ConnectionClosed = new(3000, "connection closed");
    public static readonly Disconnect Shutdown = new(3001, "shutdown");
    public static readonly Disconnect ServerError = new(3004, "internal server error");
    public static readonly Disconnect Expired = new(3005, "connection expired");
    public static readonly Disconnect SubscriptionExpired = new(3006, "subscription expired");
    public static readonly Disconnect Slow = new(3008, "slow");
    public static readonly Disconnect WriteError = new(3009, "write error");
    public static readonly Disconnect InsufficientState = new(3010, "insufficient state");
    public static readonly Disconnect ForceReconnect = new(3011, "force reconnect");
    public static readonly Disconnect NoPong = new(3012, "no pong");
    public static readonly Disconnect TooManyRequests = new(3013, "too many requests");
    public static readonly Disconnect InvalidToken = new(3500, "invalid token");
    public static readonly Disconnect BadRequest = new(3501, "bad request");
    public static readonly Disconnect Stale = new(3502, "stale");
    public static readonly Disconnect ForceDisconnect = new(3503, "force disconnect");
    public static readonly Disconnect ConnectionLimit = new(3504, "connection limit");
    public static readonly Disconnect ChannelLimit = new(3505, "channel limit");
    public static readonly Disconnect InappropriateProtocol = new(3506, "inappropriate protocol");
    public static readonly Disconnect PermissionDenied = new(3507, "permission denied");
    public static readonly Disconnect NotAvailable = new(3508, "not available");
    public static readonly Disconnect TooManyErrors = new(3509, "too many errors");

    /// <summary>True if the client must not come back by itself.</summary>
    public bool IsTerminal => Code is (>= 3500 and < 4000) or (>= 4500 and < 5000);
}
