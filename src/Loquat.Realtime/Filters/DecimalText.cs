namespace Loquat.Realtime.Filters;

/// <summary>
/// A decimal number as it is written: an optional sign, digits, optionally a point and digits. Comparing the text itself is
/// exact at any length, where <see cref="decimal"/> would round and <see cref="double"/> would lie.
/// </summary>
internal readonly ref struct DecimalText
{
    private readonly ReadOnlySpan<char> _whole; // without leading zeros
    private readonly ReadOnlySpan<char> _fraction; // without trailing zeros
    private readonly bool _negative;

    private DecimalText(bool negative, ReadOnlySpan<char> whole, ReadOnlySpan<char> fraction)
    {
        _whole = whole.TrimStart('0');
        _fraction = fraction.TrimEnd('0');
        _negative = negative && (_whole.Length > 0 || _fraction.Length > 0); // -0 is 0
    }

    /// <summary>Negative, zero or positive as <paramref name="left"/> is below, equal to or above <paramref name="right"/>; null if either is no number.</summary>
    public static int? Compare(string left, string right) =>
        TryParse(left, out var a) && TryParse(right, out var b) ? a.CompareTo(b) : null;

    private static bool TryParse(ReadOnlySpan<char> text, out DecimalText number)
    {
        number = default;
        var negative = text is ['-', ..];
        var digits = text is ['-' or '+', ..] ? text[1..] : text;

        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? default : digits[(point + 1)..];
        if (whole.IsEmpty || !IsDigits(whole) || !IsDigits(fraction) || (point >= 0 && fraction.IsEmpty))
            return false;

        number = new DecimalText(negative, whole, fraction);
        return true;
    }

    private static bool IsDigits(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit(character))
                return false;
        }
        return true;
    }

    private int CompareTo(DecimalText other)
    {
        if (_negative != other._negative)
            return _negative ? -1 : 1;

        var size = _whole.Length.CompareTo(other._whole.Length);
        if (size == 0)
            size = _whole.SequenceCompareTo(other._whole);
        if (size == 0)
            size = _fraction.SequenceCompareTo(other._fraction); // 0.1 < 0.12: a prefix is the smaller one
        return _negative ? -size : size;
    }
}
