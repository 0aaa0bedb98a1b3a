using System.Text;
using Loquat.Protocol;

namespace Loquat.Realtime.AspNetCore.ServerApi;

/// <summary>
/// What a Close frame can carry. Centrifugo passes on whatever it is told, and a frame that breaks WebSocket's rules then ends the connection
/// without any code (1006): the client comes back where it was to stay away.
/// </summary>
internal static class CloseReason
{
    // A control frame has 125 bytes, two of them for the code.
    private const int MaxBytes = 123;

    public static bool Fits(Disconnect disconnect) =>
        disconnect.Code is >= 3000 and < 5000 && Encoding.UTF8.GetByteCount(disconnect.Reason) <= MaxBytes;

    /// <summary>An SDK that finds no reason may come back after a terminal code.</summary>
    public static Disconnect Completed(Disconnect disconnect) =>
        disconnect.Reason.Length > 0 ? disconnect : disconnect with { Reason = Disconnect.ForceDisconnect.Reason };
}
