using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Loquat.Protocol.Json;

/// <summary>
/// One JSON object read from front to back, without looking behind its end. A copy remembers the place it was made at.
/// </summary>
/// <remarks>
/// Reading stands on a value. Null stands for a field that is not there. Anything of another type than asked for is a <see cref="ProtocolException"/>.
/// </remarks>
internal ref struct JsonInput
{
    /// <summary>Far more than any payload needs. Nothing here descends the call stack with the nesting of a payload.</summary>
    public const int MaxDepth = 1000;

    private readonly ReadOnlyMemory<byte> _line;
    private Utf8JsonReader _reader;
    private ReadOnlySpan<byte> _name;

    /// <param name="line">Payloads are slices of it.</param>
    public JsonInput(ReadOnlyMemory<byte> line)
    {
        // The reader looks at bytes that it must tell apart and copies the others; payloads go on to other clients as they are.
        if (!Utf8.IsValid(line.Span))
            throw new ProtocolException("Not UTF-8.");

        _line = line;
        _reader = new Utf8JsonReader(line.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        _reader.Read();
    }

    /// <summary>Steps into an object, to before its first field. False for null.</summary>
    public bool Enter() => IsPresent(JsonTokenType.StartObject);

    /// <summary>Steps into an array, to before its first item. False for null.</summary>
    public bool EnterArray() => IsPresent(JsonTokenType.StartArray);

    /// <summary>Moves on to the value of the object's next field; false at the end of the object.</summary>
    public bool NextField()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.EndObject)
            return false;

        _name = _reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(_reader.GetString()!) : _reader.ValueSpan;
        _reader.Read();
        return true;
    }

    /// <summary>Moves on to the array's next item; false at its end.</summary>
    public bool NextItem()
    {
        _reader.Read();
        return _reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Whether the field has this name, in any letter case as the real server has it.</summary>
    public readonly bool Is(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(_name, name);

    /// <summary>The field's name, where it is the key of a map.</summary>
    public readonly string Name() => Encoding.UTF8.GetString(_name);

    public bool IsNull => _reader.TokenType == JsonTokenType.Null;

    public bool IsString => _reader.TokenType == JsonTokenType.String;

    public void Skip() => _reader.Skip();

    public string String() => IsPresent(JsonTokenType.String) ? _reader.GetString()! : "";

    public bool Bool() => _reader.TokenType != JsonTokenType.False && IsPresent(JsonTokenType.True);

    public uint UInt32() =>
        !IsPresent(JsonTokenType.Number) ? 0 : _reader.TryGetUInt32(out var value) ? value : throw OutOfRange();

    public int Int32() =>
        !IsPresent(JsonTokenType.Number) ? 0 : _reader.TryGetInt32(out var value) ? value : throw OutOfRange();

    public ulong UInt64() =>
        !IsPresent(JsonTokenType.Number) ? 0 : _reader.TryGetUInt64(out var value) ? value : throw OutOfRange();

    public long Int64() =>
        !IsPresent(JsonTokenType.Number) ? 0 : _reader.TryGetInt64(out var value) ? value : throw OutOfRange();

    /// <summary>The value's own bytes. Null is a payload like any other.</summary>
    public ReadOnlyMemory<byte> Payload()
    {
        var start = (int)_reader.TokenStartIndex;
        _reader.Skip();
        return _line[start..(int)_reader.BytesConsumed];
    }

    private bool IsPresent(JsonTokenType expected)
    {
        if (_reader.TokenType == expected)
            return true;

        return IsNull ? false : throw new ProtocolException($"{expected} expected, {_reader.TokenType} found.");
    }

    private static ProtocolException OutOfRange() => new("A number that its field cannot hold.");
}
