using Loquat.Bench.Dialects;

namespace Loquat.Bench;

/// <summary>What is measured: any server of the protocol on this machine.</summary>
/// <param name="Url">Of its WebSocket endpoint.</param>
/// <param name="ProcessId">Of its process, for the time that it works and the memory that it holds.</param>
public sealed record Target(Uri Url, int ProcessId)
{
    /// <summary>What it speaks.</summary>
    internal Dialect Dialect { get; init; } = new CentrifugoDialect();
}
