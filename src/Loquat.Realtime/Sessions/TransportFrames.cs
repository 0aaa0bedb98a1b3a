using System.Buffers;
using System.Diagnostics;
using Loquat.Protocol;
using Loquat.Protocol.WebSockets;

namespace Loquat.Realtime;

/// <summary>One message as each transport has it on the wire (sections 4, 6 and 7).</summary>
public static class TransportFrames
{
    /// <summary>A ping of the WebSocket itself. Every client answers it without being asked.</summary>
    internal static readonly byte[] NativePing = WebSocketFrames.Server(Opcode.Ping, default);

    /// <summary>The bytes are the same for every connection of this format and encoding.</summary>
    public static byte[] Encode(FrameFormat format, WireEncoding encoding, Reply reply)
    {
        var codec = ProtocolCodec.Of(encoding);
        return format switch
        {
            FrameFormat.WebSocket => WebSocketFrames.Encode(codec, reply),
            FrameFormat.HttpStream => Line(encoding, Write(output => codec.WriteReply(output, reply))),
            FrameFormat.ServerSentEvents => Event(Write(output => codec.WriteReply(output, reply))),
            FrameFormat.UniWebSocket => UniWebSocket(codec, reply),
            FrameFormat.UniHttpStream => Line(encoding, Bare(codec, reply)),
            FrameFormat.UniServerSentEvents => Event(Bare(codec, reply)),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>The message without its reply around it.</summary>
    private static byte[] Bare(ProtocolCodec codec, Reply reply) => Write(output =>
    {
        if (reply is Reply.Ping)
            codec.WriteReply(output, reply);
        else
            codec.WritePush(output, PushOf(reply));
    });

    private static Push PushOf(Reply reply) => reply switch
    {
        Reply.Pushed pushed => pushed.Push,
        Reply.Connect connect => new Push.Connect(connect.Result),
        _ => throw new UnreachableException($"A client that sends no commands gets no {reply.GetType().Name}."),
    };

    /// <summary>The page sees our ping and cannot answer; its browser answers the native one, so that a dead connection fails in TCP.</summary>
    private static byte[] UniWebSocket(ProtocolCodec codec, Reply reply)
    {
        var frame = WebSocketFrames.Server(WebSocketFrames.OpcodeOf(codec), Bare(codec, reply));
        return reply is Reply.Ping ? [.. frame, .. NativePing] : frame;
    }

    private static byte[] Line(WireEncoding encoding, byte[] message) => encoding == WireEncoding.Json ? [.. message, (byte)'\n'] : message;

    private static byte[] Event(byte[] message) => [.. "data: "u8, .. message, .. "\n\n"u8];

    private static byte[] Write(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }
}
