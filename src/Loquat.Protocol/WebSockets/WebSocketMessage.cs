namespace Loquat.Protocol.WebSockets;

/// <summary>A text or binary message, or a control frame.</summary>
/// <param name="Opcode">Never <see cref="Opcode.Continuation"/>.</param>
/// <param name="Payload">Unmasked; for compressed messages still deflated. Lives as long as its <see cref="MessageAssembler"/> says.</param>
public readonly record struct WebSocketMessage(Opcode Opcode, ReadOnlyMemory<byte> Payload, bool IsCompressed);
