using System.Text;
using Loquat.Protocol.WebSockets;

namespace Loquat.Bench.Dialects;

/// <summary>How a kind of server is talked to: the same load, in its own words.</summary>
internal abstract class Dialect
{
    // Any will do. Not zero: that would spare a server the work of unmasking.
    private const uint MaskingKey = 0x5eed1e55;

    /// <summary>What leads to a connection without subscriptions.</summary>
    public abstract byte[][] Connect();

    /// <summary>What leads to a connection that is subscribed to a channel.</summary>
    public abstract byte[][] Subscribe(string channel);

    public abstract byte[] Publish(string channel, string data);

    public abstract byte[] Call(string data);

    /// <summary>What answers a ping; null where none is due.</summary>
    public virtual byte[]? Pong => null;

    /// <summary>How many messages a frame holds, pings not counted.</summary>
    /// <param name="isPinged">True if a ping is among them.</param>
    public abstract int Count(ReadOnlySpan<byte> payload, out bool isPinged);

    /// <summary>Throws if an answer during the opening says no.</summary>
    public abstract void Check(ReadOnlySpan<byte> answer);

    protected static byte[] Frame(string message) => WebSocketFrames.Client(Opcode.Text, Encoding.UTF8.GetBytes(message), MaskingKey);
}
