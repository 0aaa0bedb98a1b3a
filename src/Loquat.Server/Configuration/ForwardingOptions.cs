namespace Loquat.Server.Configuration;

/// <summary>Reverse proxies in front of this server.</summary>
public sealed class ForwardingOptions
{
    /// <summary>Addresses or networks (`10.0.0.0/8`) whose `X-Forwarded-For`, `-Proto` and `-Host` are believed. Nobody's are unless named here.</summary>
    [IPNetworks]
    public IList<string> Proxies { get; } = [];
}
