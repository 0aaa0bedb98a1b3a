using System.Text;
using Loquat.Protocol;

namespace Loquat.Realtime.Postgres.Wire;

/// <summary>Reads what <see cref="WireWriter"/> wrote. What is cut off or overlong is an <see cref="InvalidDataException"/>.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> input)
{
    private ReadOnlySpan<byte> _rest = input;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public ItemKind Kind() => (ItemKind)Byte();

    public bool Flag() => Byte() != 0;

    public ulong Number()
    {
        ulong number = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return number;
        }
        throw new InvalidDataException("A number does not end.");
    }

    public ReadOnlySpan<byte> Bytes()
    {
        var length = Number();
        if (length > (ulong)_rest.Length)
            throw new InvalidDataException("Something is cut off.");

        var bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return bytes;
    }

    public string Text() => Encoding.UTF8.GetString(Bytes());

    public ClientInfo Info() => new(Text(), Text()) { ConnInfo = Bytes().ToArray(), ChanInfo = Bytes().ToArray() };

    public (Publication Publication, bool Delta) Publication()
    {
        var delta = Flag();
        var publication = new Publication(Bytes().ToArray()) { Version = Number() };
        if (Flag())
            publication = publication with { Info = Info() };
        var tags = (int)Number();
        if (tags > 0)
        {
            var read = new Dictionary<string, string>(Math.Min(tags, 64));
            for (var i = 0; i < tags; i++)
                read[Text()] = Text();
            publication = publication with { Tags = read };
        }
        return (publication, delta);
    }

    private byte Byte()
    {
        if (_rest.IsEmpty)
            throw new InvalidDataException("Something is cut off.");

        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }
}
