using System.Text;

namespace Loquat.Bench.Dialects;

/// <summary>A SignalR hub with the methods Subscribe, Publish and Echo, over its JSON protocol and without negotiation.</summary>
internal sealed class SignalRDialect : Dialect
{
    private const byte Separator = 0x1e;
    private const char End = (char)Separator;

    public override byte[][] Connect() => [Frame("""{"protocol":"json","version":1}""" + End)];

    public override byte[][] Subscribe(string channel) => [.. Connect(), Invocation("Subscribe", $"\"{channel}\"")];

    public override byte[] Publish(string channel, string data) => Invocation("Publish", $"\"{channel}\",{data}");

    public override byte[] Call(string data) => Invocation("Echo", data);

    // A hub does not wait for an answer to its pings, but for anything at all within half a minute; the peer here is told to wait longer.
    public override int Count(ReadOnlySpan<byte> payload, out bool isPinged)
    {
        isPinged = payload.SequenceEqual("{\"type\":6}\u001e"u8);
        return isPinged ? 0 : payload.Count(Separator);
    }

    public override void Check(ReadOnlySpan<byte> answer)
    {
        if (answer.IndexOf("\"error\":"u8) >= 0)
            throw new LoadException($"The hub refuses: {Encoding.UTF8.GetString(answer)}");
    }

    private static byte[] Invocation(string method, string arguments) =>
        Frame($$"""{"type":1,"invocationId":"3","target":"{{method}}","arguments":[{{arguments}}]}""" + End);
}
