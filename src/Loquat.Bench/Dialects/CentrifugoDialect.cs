using System.Text;

namespace Loquat.Bench.Dialects;

/// <summary>The protocol of Loquat and of Centrifugo, in JSON.</summary>
/// <param name="connect">The connect request of each connection by its number, as JSON; null for empty ones.</param>
internal sealed class CentrifugoDialect(Func<int, string>? connect = null) : Dialect
{
    private int _connected;

    public override byte[]? Pong { get; } = Frame("{}");

    public override byte[][] Connect() => [Frame($$$"""{"id":1,"connect":{{{connect?.Invoke(_connected++) ?? "{}"}}}}""")];

    public override byte[][] Subscribe(string channel) => [.. Connect(), Frame($$$"""{"id":2,"subscribe":{"channel":"{{{channel}}}"}}""")];

    /// <summary>The same for whoever was there before, and missed nothing after this place.</summary>
    public byte[][] Recover(string channel, ulong offset, string epoch) =>
    [
        .. Connect(),
        Frame($$$"""{"id":2,"subscribe":{"channel":"{{{channel}}}","recoverable":true,"recover":true,"offset":{{{offset}}},"epoch":"{{{epoch}}}"}}"""),
    ];

    public override byte[] Publish(string channel, string data) => Frame($$$"""{"id":3,"publish":{"channel":"{{{channel}}}","data":{{{data}}}}}""");

    public override byte[] Call(string data) => Call("echo", data);

    public static byte[] Call(string method, string data) => Frame($$$"""{"id":3,"rpc":{"method":"{{{method}}}","data":{{{data}}}}}""");

    public override int Count(ReadOnlySpan<byte> payload, out bool isPinged)
    {
        var lines = 1 + payload.Count((byte)'\n');
        isPinged = lines == 1 ? payload.Length == 2 : HasEmptyLine(payload);
        return isPinged ? lines - 1 : lines;
    }

    public override void Check(ReadOnlySpan<byte> answer)
    {
        if (answer.IndexOf("\"error\":"u8) >= 0)
            throw new LoadException($"The server refuses: {Encoding.UTF8.GetString(answer)}");
    }

    // The real server puts a ping into one frame with the messages that wait beside it.
    private static bool HasEmptyLine(ReadOnlySpan<byte> payload) =>
        payload.StartsWith("{}\n"u8) || payload.EndsWith("\n{}"u8) || payload.IndexOf("\n{}\n"u8) >= 0;
}
