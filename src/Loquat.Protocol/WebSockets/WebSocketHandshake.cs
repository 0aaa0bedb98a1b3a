using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Loquat.Protocol.WebSockets;

/// <summary>The one computation of the opening handshake (RFC 6455, section 4.2.2).</summary>
public static class WebSocketHandshake
{
    private const int KeyLength = 24;
    private static ReadOnlySpan<byte> Guid => "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;

    /// <summary>Whether this is a Sec-WebSocket-Key: 16 bytes in base64.</summary>
    public static bool IsKey(ReadOnlySpan<char> key) =>
        key.Length == KeyLength && Base64.IsValid(key, out var decoded) && decoded == 16;

    /// <summary>Sec-WebSocket-Accept for a Sec-WebSocket-Key.</summary>
    public static string Accept(ReadOnlySpan<char> key)
    {
        if (!IsKey(key))
            throw new ArgumentException("Not a Sec-WebSocket-Key.", nameof(key));

        Span<byte> text = stackalloc byte[KeyLength + 36];
        Encoding.ASCII.GetBytes(key, text);
        Guid.CopyTo(text[KeyLength..]);

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The RFC fixes the algorithm; nothing secret depends on it.
        SHA1.HashData(text, hash);
#pragma warning restore CA5350
        return Convert.ToBase64String(hash);
    }
}
