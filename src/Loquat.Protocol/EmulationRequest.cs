namespace Loquat.Protocol;

/// <summary>Commands on their way to a connection that can only be written to (section 6.3).</summary>
/// <param name="Session">The secret that the connect reply gave out.</param>
/// <param name="Node">Where that connection is.</param>
/// <param name="Data">A message of commands. Empty also where a JSON request holds something else than text, which has no effect.</param>
public sealed record EmulationRequest(string Session, string Node, ReadOnlyMemory<byte> Data);
