namespace Loquat.Realtime.Deltas;

/// <summary>A patch while it is written: copies are given in target order, what lies between them is inserted.</summary>
internal ref struct FossilPatch
{
    // An insert that a copy splits in two needs a second header, "count:" at the least.
    private const int InsertHeaderLength = 2;

    private readonly ReadOnlySpan<byte> _target;
    private readonly PatchForm _form;
    private readonly Span<byte> _output;
    private int _written;

    public FossilPatch(ReadOnlySpan<byte> target, PatchForm form, Span<byte> output)
    {
        _target = target;
        _form = form;
        _output = output;
        WriteNumber((uint)target.Length);
        WriteByte((byte)'\n');
    }

    /// <summary>How much of the target is written.</summary>
    public int Covered { get; private set; }

    /// <summary>Source position minus target position of the last copy.</summary>
    public int Diagonal { get; private set; }

    /// <summary>The patch has become too long; nothing that follows can make it shorter.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Copies from the source, with what lies before in the target as an insert. False if that would not make the patch shorter.</summary>
    public bool TryCopy(int sourceAt, int targetAt, int length)
    {
        if (_form == PatchForm.Text)
            AlignToCharacters(ref sourceAt, ref targetAt, ref length);

        var cost = FossilFormat.DigitCount((uint)length) + FossilFormat.DigitCount((uint)sourceAt) + "@,".Length;
        if (length <= cost + (targetAt > Covered ? InsertHeaderLength : 0))
            return false;

        InsertUpTo(targetAt);
        WriteNumber((uint)length);
        WriteByte((byte)'@');
        WriteNumber((uint)sourceAt);
        WriteByte((byte)',');
        Covered = targetAt + length;
        Diagonal = sourceAt - targetAt;
        return true;
    }

    /// <summary>Inserts the rest. False if the patch did not fit.</summary>
    public bool TryFinish(out int length)
    {
        InsertUpTo(_target.Length);
        if (!IsFull)
            WriteNumber(FossilFormat.Checksum(_target));
        WriteByte((byte)';');
        length = _written;
        return !IsFull;
    }

    // If every copy begins and ends between characters of the target, so does every insert, and inserts are all that the patch
    // shows of the target.
    private readonly void AlignToCharacters(ref int sourceAt, ref int targetAt, ref int length)
    {
        while (length > 0 && IsInsideCharacter(targetAt))
        {
            sourceAt++;
            targetAt++;
            length--;
        }
        while (length > 0 && IsInsideCharacter(targetAt + length))
            length--;
    }

    private readonly bool IsInsideCharacter(int at) => at < _target.Length && (_target[at] & 0xC0) == 0x80;

    private void InsertUpTo(int targetAt)
    {
        if (targetAt == Covered)
            return;

        var insert = _target[Covered..targetAt];
        WriteNumber((uint)insert.Length);
        WriteByte((byte)':');
        IsFull |= !insert.TryCopyTo(_output[_written..]);
        if (!IsFull)
            _written += insert.Length;
        Covered = targetAt;
    }

    private void WriteNumber(uint value)
    {
        for (var shift = (FossilFormat.DigitCount(value) - 1) * FossilFormat.BitsPerDigit; shift >= 0; shift -= FossilFormat.BitsPerDigit)
            WriteByte(FossilFormat.Digits[(int)(value >> shift) & 63]);
    }

    private void WriteByte(byte value)
    {
        IsFull |= _written == _output.Length;
        if (!IsFull)
            _output[_written++] = value;
    }
}
