using System.Net;
using System.Net.Sockets;

namespace Loquat.Server.Accounts;

/// <summary>What counts as one address where attempts are counted.</summary>
internal static class AddressKey
{
    /// <summary>One household of IPv6 addresses is one address: anybody owns 2^64 of them.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }
}
