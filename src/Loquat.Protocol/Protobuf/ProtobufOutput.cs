using System.Buffers;
using System.Numerics;
using System.Text;

namespace Loquat.Protocol.Protobuf;

/// <summary>
/// Writes one Protobuf message from its end to its front, so that the length of everything is known when it is to be written:
/// <b>callers write fields, items and the parts of a map entry in descending order</b>, and the result ascends.
/// </summary>
/// <remarks>Zero values are left out. Whoever makes one calls <see cref="CopyTo"/> at the end, which gives the buffer back.</remarks>
internal ref struct ProtobufOutput
{
    private const int SmallestBuffer = 512;
    private const int LongestVarint = 10;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(SmallestBuffer);

    // What is written lies from here to the end of the buffer.
    private int _start;

    public ProtobufOutput() => _start = _buffer.Length;

    /// <summary>A place that the length of what is written from now on is measured from.</summary>
    public readonly int Mark() => _buffer.Length - _start;

    /// <summary>Makes what was written since <paramref name="mark"/> the message in this field; an empty one is written too.</summary>
    public void EndMessage(int field, int mark)
    {
        Varint((ulong)(Mark() - mark));
        Tag(field, WireType.LengthDelimited);
    }

    /// <summary>Puts the length of everything in front of it.</summary>
    public void Prefix() => Varint((ulong)Mark());

    public void Number(int field, ulong value)
    {
        if (value == 0)
            return;

        Varint(value);
        Tag(field, WireType.Varint);
    }

    /// <summary>A negative number takes ten bytes, also in a narrow field.</summary>
    public void Number(int field, long value) => Number(field, (ulong)value);

    public void Flag(int field, bool value) => Number(field, value ? 1ul : 0);

    public void Text(int field, string value)
    {
        if (value.Length != 0)
            AlwaysText(field, value);
    }

    public void AlwaysText(int field, string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Encoding.UTF8.GetBytes(value, Take(length));
        Varint((ulong)length);
        Tag(field, WireType.LengthDelimited);
    }

    public void Payload(int field, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;

        bytes.CopyTo(Take(bytes.Length));
        Varint((ulong)bytes.Length);
        Tag(field, WireType.LengthDelimited);
    }

    public void Texts(int field, IReadOnlyDictionary<string, string>? texts)
    {
        if (texts is null)
            return;

        foreach (var (key, value) in texts)
        {
            var entry = Mark();
            Text(2, value);
            Text(1, key);
            EndMessage(field, entry);
        }
    }

    public void CopyTo(IBufferWriter<byte> output)
    {
        output.Write(_buffer.AsSpan(_start));
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = 0;
    }

    private void Tag(int field, WireType wireType) => Varint((ulong)((field << 3) | (int)wireType));

    private void Varint(ulong value)
    {
        var length = (BitOperations.Log2(value | 1) / 7) + 1;
        var to = Take(length);
        for (var i = 0; i < length - 1; i++)
        {
            to[i] = (byte)(value | 0x80);
            value >>= 7;
        }

        to[length - 1] = (byte)value;
    }

    private Span<byte> Take(int length)
    {
        if (length > _start)
            Grow(length);
        _start -= length;
        return _buffer.AsSpan(_start, length);
    }

    private void Grow(int length)
    {
        var written = _buffer.AsSpan(_start);
        var larger = ArrayPool<byte>.Shared.Rent((2 * written.Length) + length + LongestVarint);
        written.CopyTo(larger.AsSpan(larger.Length - written.Length));
        _start = larger.Length - written.Length;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
