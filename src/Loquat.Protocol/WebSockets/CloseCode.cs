namespace Loquat.Protocol.WebSockets;

/// <summary>Status codes of Close frames that WebSocket itself defines (RFC 6455, section 7.4). Codes from 3000 are a <see cref="Disconnect"/>.</summary>
public static class CloseCode
{
    /// <summary>The connection has done what it was for.</summary>
    public const ushort Normal = 1000;

    /// <summary>A server stops, or a page is left.</summary>
    public const ushort GoingAway = 1001;

    /// <summary>The peer breaks RFC 6455.</summary>
    public const ushort ProtocolError = 1002;

    /// <summary>Stands for a Close frame without a code; never sent.</summary>
    public const ushort None = 1005;

    /// <summary>Stands for a connection that ended without a Close frame; never sent.</summary>
    public const ushort Abnormal = 1006;

    /// <summary>Text that is not UTF-8.</summary>
    public const ushort InvalidText = 1007;

    /// <summary>A message over the limit.</summary>
    public const ushort MessageTooBig = 1009;

    /// <summary>The server cannot go on.</summary>
    public const ushort InternalError = 1011;

    /// <summary>Whether a peer may send this code.</summary>
    public static bool IsAllowed(int code) => code switch
    {
        1004 or None or Abnormal => false,
        >= 1000 and <= 1014 => true,
        >= 3000 and <= 4999 => true,
        _ => false,
    };
}
