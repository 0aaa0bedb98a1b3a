using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;

namespace Loquat.Protocol.Json;

/// <summary>
/// Writes JSON objects without spaces. Fields with zero values are left out, except by the methods whose name begins with Always.
/// </summary>
internal ref struct JsonOutput(IBufferWriter<byte> output)
{
    private const int SmallestSpan = 256;
    private const int LongestNumber = 20;

    // Six bytes of output at most for one character: \u001f.
    private const int LongestEscape = 6;

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        "\"\\\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    private Span<byte> _span;
    private int _used;
    private bool _needsComma;

    /// <summary>Hands over what was written last.</summary>
    public void Flush()
    {
        output.Advance(_used);
        _span = default;
        _used = 0;
    }

    public void Begin()
    {
        Raw("{"u8);
        _needsComma = false;
    }

    public void Begin(scoped ReadOnlySpan<byte> name)
    {
        Name(name);
        Begin();
    }

    public void End()
    {
        Raw("}"u8);
        _needsComma = true;
    }

    public void BeginArray(scoped ReadOnlySpan<byte> name)
    {
        Name(name);
        Raw("["u8);
        _needsComma = false;
    }

    public void EndArray()
    {
        Raw("]"u8);
        _needsComma = true;
    }

    /// <summary>What comes before an item of an array.</summary>
    public void Item()
    {
        if (_needsComma)
            Raw(","u8);
        _needsComma = true;
    }

    /// <summary>The name of a field that is the key of a map.</summary>
    public void Key(string name)
    {
        Item();
        Quoted(name);
        Raw(":"u8);
    }

    public void Number(scoped ReadOnlySpan<byte> name, ulong value)
    {
        if (value != 0)
            AlwaysNumber(name, value);
    }

    public void Number(scoped ReadOnlySpan<byte> name, long value)
    {
        if (value == 0)
            return;

        Name(name);
        Ensure(LongestNumber);
        Utf8Formatter.TryFormat(value, _span[_used..], out var written);
        _used += written;
    }

    public void AlwaysNumber(scoped ReadOnlySpan<byte> name, ulong value)
    {
        Name(name);
        Ensure(LongestNumber);
        Utf8Formatter.TryFormat(value, _span[_used..], out var written);
        _used += written;
    }

    public void Flag(scoped ReadOnlySpan<byte> name, bool value)
    {
        if (!value)
            return;

        Name(name);
        Raw("true"u8);
    }

    public void Text(scoped ReadOnlySpan<byte> name, string value)
    {
        if (value.Length != 0)
            AlwaysText(name, value);
    }

    public void AlwaysText(scoped ReadOnlySpan<byte> name, string value)
    {
        Name(name);
        Quoted(value);
    }

    /// <summary>
    /// JSON as it is, except that newlines go, because they separate messages. In valid JSON they can only stand between tokens.
    /// </summary>
    public void Payload(scoped ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
            return;

        Name(name);
        for (var newline = json.IndexOf((byte)'\n'); newline >= 0; newline = json.IndexOf((byte)'\n'))
        {
            Raw(json[..newline]);
            json = json[(newline + 1)..];
        }

        Raw(json);
    }

    public void Texts(scoped ReadOnlySpan<byte> name, IReadOnlyDictionary<string, string>? texts)
    {
        if (texts is null || texts.Count == 0)
            return;

        Begin(name);
        foreach (var (key, value) in texts)
        {
            Key(key);
            Quoted(value);
        }

        End();
    }

    public void Quoted(ReadOnlySpan<char> text)
    {
        Raw("\""u8);
        for (var special = text.IndexOfAny(Escaped); special >= 0; special = text.IndexOfAny(Escaped))
        {
            Plain(text[..special]);
            Escape(text[special]);
            text = text[(special + 1)..];
        }

        Plain(text);
        Raw("\""u8);
    }

    private void Name(scoped ReadOnlySpan<byte> name)
    {
        Ensure(name.Length + 4);
        var to = _span[_used..];
        var at = 0;
        if (_needsComma)
            to[at++] = (byte)',';
        to[at++] = (byte)'"';
        name.CopyTo(to[at..]);
        at += name.Length;
        to[at++] = (byte)'"';
        to[at++] = (byte)':';
        _used += at;
        _needsComma = true;
    }

    private void Plain(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            Ensure(Math.Min(text.Length, SmallestSpan) + 3);
            // Half a surrogate pair becomes U+FFFD, so that what leaves is always UTF-8.
            Utf8.FromUtf16(text, _span[_used..], out var read, out var written);
            _used += written;
            text = text[read..];
        }
    }

    private void Escape(char character)
    {
        Ensure(LongestEscape);
        var to = _span[_used..];
        to[0] = (byte)'\\';
        var letter = character switch
        {
            '"' => '"',
            '\\' => '\\',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\b' => 'b',
            '\f' => 'f',
            _ => '\0',
        };
        if (letter != 0)
        {
            to[1] = (byte)letter;
            _used += 2;
            return;
        }

        "u00"u8.CopyTo(to[1..]);
        to[4] = (byte)('0' + (character >> 4));
        to[5] = (byte)"0123456789abcdef"[character & 15];
        _used += LongestEscape;
    }

    private void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_span[_used..]);
        _used += bytes.Length;
    }

    private void Ensure(int length)
    {
        if (_span.Length - _used >= length)
            return;

        output.Advance(_used);
        _span = output.GetSpan(Math.Max(length, SmallestSpan));
        _used = 0;
    }
}
