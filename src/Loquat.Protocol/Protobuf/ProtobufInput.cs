using System.Text;
using System.Text.Unicode;

namespace Loquat.Protocol.Protobuf;

/// <summary>One Protobuf message read from front to back, field by field. A copy remembers the place it was made at.</summary>
/// <remarks>Whatever does not decode, or has another wire type than asked for, is a <see cref="ProtocolException"/>.</remarks>
/// <param name="message">Payloads are slices of it.</param>
internal ref struct ProtobufInput(ReadOnlyMemory<byte> message)
{
    private const int LongestVarint = 10;

    private readonly ReadOnlySpan<byte> _bytes = message.Span;
    private int _position;
    private WireType _wireType;

    /// <summary>The number of the field that the input stands on.</summary>
    public int Field { get; private set; }

    /// <summary>What was not read yet.</summary>
    public readonly ReadOnlyMemory<byte> Rest => message[_position..];

    /// <summary>Moves on to the next field, whose value is then to be read or skipped; false at the end.</summary>
    public bool NextField()
    {
        if (_position == _bytes.Length)
            return false;

        var tag = Varint();
        if (tag >> 3 is 0 or > 0x1FFFFFFF)
            throw new ProtocolException("Not a field number.");

        Field = (int)(tag >> 3);
        _wireType = (WireType)(tag & 7);
        return true;
    }

    public ulong UInt64()
    {
        Expect(WireType.Varint);
        return Varint();
    }

    // Narrow types take the low bits of a longer number: that is how Protobuf lets a field grow, and how -1 comes in ten bytes.
    public uint UInt32() => (uint)UInt64();

    public int Int32() => (int)UInt64();

    public long Int64() => (long)UInt64();

    public bool Bool() => UInt64() != 0;

    public string String()
    {
        var text = Bytes().Span;
        return Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : throw new ProtocolException("Text that is not UTF-8.");
    }

    public ProtobufInput Message() => new(Bytes());

    public ReadOnlyMemory<byte> Bytes()
    {
        Expect(WireType.LengthDelimited);
        return Prefixed();
    }

    /// <summary>Bytes behind their length.</summary>
    public ReadOnlyMemory<byte> Prefixed()
    {
        var length = Varint();
        if (length > (ulong)(_bytes.Length - _position))
            throw new ProtocolException("A length beyond the end of the message.");

        _position += (int)length;
        return message.Slice(_position - (int)length, (int)length);
    }

    public void Skip()
    {
        switch (_wireType)
        {
            case WireType.Varint:
                Varint();
                break;
            case WireType.Fixed64:
                Advance(8);
                break;
            case WireType.LengthDelimited:
                Prefixed();
                break;
            case WireType.Fixed32:
                Advance(4);
                break;
            default:
                // Groups (3 and 4) left Protobuf before this protocol was made.
                throw new ProtocolException("A wire type that proto3 does not have.");
        }
    }

    private readonly void Expect(WireType wireType)
    {
        if (_wireType != wireType)
            throw new ProtocolException($"Field {Field} has the wrong wire type.");
    }

    private void Advance(int length)
    {
        if (length > _bytes.Length - _position)
            throw new ProtocolException("The message ends inside a field.");
        _position += length;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var i = 0; i < LongestVarint; i++)
        {
            if (_position == _bytes.Length)
                throw new ProtocolException("The message ends inside a number.");

            var next = _bytes[_position++];
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
                return value;
        }

        throw new ProtocolException("A number of more than ten bytes.");
    }
}
