namespace Loquat.Protocol.WebSockets;

/// <summary>Status codes of Close frames that WebSocket itself defines (RFC 6455, section 7.4). Codes from 3000 are a <see cref="Disconnect"/>.</summary>
public static class CloseCode
{
    public const ushort Normal = 1000;
    public const ushort GoingAway = 1001;
    public const ushort ProtocolError = 1002;

    /// <summary>Stands for a Close frame without a code; never sent.</summary>
    public const ushort None = 1005;

    /// <summary>Stands for a connection that ended without a Close frame; never sent.</summary>
    public const ushort Abnormal = 1006;

    public const ushort InvalidText = 1007;
    public const ushort MessageTooBig = 1009;
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
