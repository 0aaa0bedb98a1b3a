namespace Loquat.Protocol;

/// <summary>Why a command was refused. The connection goes on (section 21.1).</summary>
/// <param name="Code">Below 400 for the protocol itself; 400 to 1999 for applications.</param>
/// <param name="Message">For people; shown by the SDKs.</param>
/// <param name="Temporary">True if trying again may succeed; SDKs then retry by themselves.</param>
public sealed record ProtocolError(uint Code, string Message, bool Temporary = false)
{
    /// <summary>A fault of the server; trying again may help.</summary>
    public static readonly ProtocolError Internal = new(100, "internal server error", Temporary: true);

    /// <summary>The connection may not do this because of who it is.</summary>
    public static readonly ProtocolError Unauthorized = new(101, "unauthorized");

    /// <summary>There is no such channel, or not for this client.</summary>
    public static readonly ProtocolError UnknownChannel = new(102, "unknown channel");

    /// <summary>The channel does not allow this.</summary>
    public static readonly ProtocolError PermissionDenied = new(103, "permission denied");

    /// <summary>There is no such method.</summary>
    public static readonly ProtocolError MethodNotFound = new(104, "method not found");

    /// <summary>This connection has that subscription already.</summary>
    public static readonly ProtocolError AlreadySubscribed = new(105, "already subscribed");

    /// <summary>A limit would be exceeded: of a name's length, or of a number.</summary>
    public static readonly ProtocolError LimitExceeded = new(106, "limit exceeded");

    /// <summary>The command says something that cannot be.</summary>
    public static readonly ProtocolError BadRequest = new(107, "bad request");

    /// <summary>What is asked for is switched off.</summary>
    public static readonly ProtocolError NotAvailable = new(108, "not available");

    /// <summary>The token's time is over; a new one helps.</summary>
    public static readonly ProtocolError TokenExpired = new(109, "token expired");

    /// <summary>The subscription or connection would have expired already.</summary>
    public static readonly ProtocolError Expired = new(110, "expired");

    /// <summary>A rate limit is used up; trying again later helps.</summary>
    public static readonly ProtocolError TooManyRequests = new(111, "too many requests", Temporary: true);

    /// <summary>The stream does not go back to that position, or is another one.</summary>
    public static readonly ProtocolError UnrecoverablePosition = new(112, "unrecoverable position");
}
