using System.Net.Sockets;
using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Faults.Clients;

/// <summary>What a client lives with: it tries again.</summary>
internal static class Trouble
{
    private const uint InternalError = 100;
    private const uint Unavailable = 503;

    /// <summary>The connection broke, or nothing came in time.</summary>
    public static bool IsBrokenConnection(Exception exception) =>
        exception is IOException or HttpRequestException or SocketException or TimeoutException or ObjectDisposedException;

    /// <summary>As the SDKs see it.</summary>
    public static bool IsTemporary(ProtocolError error) => error.Temporary || error.Code is InternalError or Unavailable;

    public static bool IsTemporary(Exception exception) =>
        IsBrokenConnection(exception) || (exception is RefusedException refused && IsTemporary(refused.Error));
}
