using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Loquat.Server.Configuration;

/// <summary>Accepts a list of addresses and networks.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IPNetworksAttribute() : ValidationAttribute(() => "{0} must be addresses like 10.1.2.3 or networks like 10.0.0.0/8.")
{
    public override bool IsValid(object? value) => value is IEnumerable<string> texts && texts.All(text => TryParse(text, out _));

    public static bool TryParse(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network))
            return true;
        if (!IPAddress.TryParse(text, out var address))
            return false;

        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}
