namespace Loquat.Realtime.Deltas;

/// <summary>One segment of a delta: a copy, or inserted bytes.</summary>
internal readonly ref struct FossilSegment
{
    public bool IsCopy { get; init; }
    public uint Length { get; init; }
    public uint SourceAt { get; init; }
    public ReadOnlySpan<byte> Inserted { get; init; }
}

/// <summary>Reads a delta piece by piece. A copy of it reads from the same place again.</summary>
internal ref struct FossilReader(ReadOnlySpan<byte> delta)
{
    private ReadOnlySpan<byte> _rest = delta;

    /// <summary>The target's checksum; known after the last segment.</summary>
    public uint Checksum { get; private set; }

    public uint ReadLength()
    {
        var length = ReadNumber();
        return ReadByte() == '\n' ? length : throw new FormatException("the length does not end with a newline");
    }

    /// <summary>False at the end, which is the checksum.</summary>
    public bool TryReadSegment(out FossilSegment segment)
    {
        segment = default;
        var number = ReadNumber();
        switch (ReadByte())
        {
            case (byte)'@':
                segment = new FossilSegment { IsCopy = true, Length = number, SourceAt = ReadNumber() };
                return ReadByte() == ',' ? true : throw new FormatException("a copy does not end with a comma");
            case (byte)':':
                if (number > (uint)_rest.Length)
                    throw new FormatException("an insert reaches beyond the delta");
                segment = new FossilSegment { Length = number, Inserted = _rest[..(int)number] };
                _rest = _rest[(int)number..];
                return true;
            case (byte)';':
                Checksum = number;
                return _rest.IsEmpty ? false : throw new FormatException("something follows the checksum");
            default:
                throw new FormatException("a number is followed by none of @ : ;");
        }
    }

    private uint ReadNumber()
    {
        var value = 0ul;
        var digits = 0;
        for (; digits < _rest.Length && FossilFormat.ValueOf(_rest[digits]) is >= 0 and var digit; digits++)
        {
            if (digits == FossilFormat.MaxDigits)
                throw new FormatException("a number has too many digits");
            value = value << FossilFormat.BitsPerDigit | (uint)digit;
        }
        if (digits == 0)
            throw new FormatException("a number is missing");

        _rest = _rest[digits..];
        return value <= uint.MaxValue ? (uint)value : throw new FormatException("a number is too large");
    }

    private byte ReadByte()
    {
        if (_rest.IsEmpty)
            throw new FormatException("the delta ends too early");

        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }
}
