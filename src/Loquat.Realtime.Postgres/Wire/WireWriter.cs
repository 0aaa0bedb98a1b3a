using System.Buffers;
using System.Text;
using Loquat.Protocol;

namespace Loquat.Realtime.Postgres.Wire;

/// <summary>Writes what travels between nodes, or waits in the database for them: numbers in as few bytes as they need, everything else by its length.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _output = new();

    public byte[] ToArray() => _output.WrittenSpan.ToArray();

    public WireWriter Kind(ItemKind kind) => Byte((byte)kind);

    public WireWriter Flag(bool flag) => Byte(flag ? (byte)1 : (byte)0);

    public WireWriter Number(ulong number)
    {
        while (number >= 0x80)
        {
            Byte((byte)(number | 0x80));
            number >>= 7;
        }
        return Byte((byte)number);
    }

    public WireWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        Number((ulong)bytes.Length);
        _output.Write(bytes);
        return this;
    }

    public WireWriter Text(string text)
    {
        Number((ulong)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, _output);
        return this;
    }

    public WireWriter Info(ClientInfo info) =>
        Text(info.User).Text(info.Client).Bytes(info.ConnInfo.Span).Bytes(info.ChanInfo.Span);

    /// <summary>Without its place in a stream, which stands elsewhere.</summary>
    public WireWriter Publication(Publication publication, bool delta)
    {
        Flag(delta).Bytes(publication.Data.Span).Number(publication.Version).Flag(publication.Info is not null);
        if (publication.Info is { } info)
            Info(info);
        Number((ulong)(publication.Tags?.Count ?? 0));
        foreach (var (name, value) in publication.Tags ?? new Dictionary<string, string>())
            Text(name).Text(value);
        return this;
    }

    private WireWriter Byte(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
        return this;
    }
}
