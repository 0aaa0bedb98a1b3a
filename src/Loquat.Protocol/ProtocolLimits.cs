namespace Loquat.Protocol;

/// <summary>What no sensible message goes beyond.</summary>
internal static class ProtocolLimits
{
    /// <summary>Nested nodes of a tags filter: the only thing in the protocol that is read by recursion.</summary>
    public const int FilterDepth = 64;
}
