using System.Net;
using System.Runtime.InteropServices;

namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>Reads a sockaddr_in or sockaddr_in6.</summary>
internal static class PeerAddress
{
    public const int MaxLength = 28;

    private const ushort Version4 = 2;
    private const ushort Version6 = 10;

    /// <summary>Null for what is neither.</summary>
    public static IPAddress? Read(ReadOnlySpan<byte> address)
    {
        if (address.Length < sizeof(ushort))
            return null;

        return MemoryMarshal.Read<ushort>(address) switch
        {
            Version4 when address.Length >= 8 => new IPAddress(address[4..8]),
            Version6 when address.Length >= MaxLength => new IPAddress(address[8..24], MemoryMarshal.Read<uint>(address[24..28])),
            _ => null,
        };
    }
}
