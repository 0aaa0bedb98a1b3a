using System.Runtime.InteropServices;
using System.Text.Json;

namespace Loquat.Realtime.AspNetCore.ServerApi;

/// <summary>
/// The fields of a request object. A field that is missing or null has its type's empty value, one of another type is a
/// <see cref="JsonException"/>, and names that nobody asks for do not matter.
/// </summary>
internal readonly record struct ApiFields
{
    private readonly JsonElement _object;

    /// <exception cref="JsonException">This is not an object.</exception>
    public ApiFields(JsonElement json) =>
        _object = json.ValueKind == JsonValueKind.Object ? json : throw new JsonException("An object was expected.");

    public string Text(string name) => Read(name, "", json => json.GetString()!);

    public bool Flag(string name) => Read(name, false, json => json.GetBoolean());

    public int Int(string name) => Read(name, 0, json => json.GetInt32());

    public uint UInt(string name) => Read(name, 0u, json => json.GetUInt32());

    public ulong ULong(string name) => Read(name, 0ul, json => json.GetUInt64());

    /// <summary>Unix seconds; null where there are none, or 0.</summary>
    public DateTimeOffset? Moment(string name) => Read(name, 0L, json => json.GetInt64()) is var seconds and not 0 ? UnixTime.At(seconds) : null;

    public IReadOnlyList<string> Texts(string name) =>
        Read(name, [], json => json.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Null ? "" : item.GetString()!).ToList());

    public IReadOnlyList<ApiFields> Objects(string name) =>
        Read(name, [], json => json.EnumerateArray().Select(item => new ApiFields(item)).ToList());

    public IReadOnlyDictionary<string, string>? Map(string name)
    {
        var map = Read(name, null, json =>
        {
            var entries = new Dictionary<string, string>();
            foreach (var entry in json.EnumerateObject())
                entries[entry.Name] = entry.Value.ValueKind == JsonValueKind.Null ? "" : entry.Value.GetString()!;
            return entries;
        });
        return map is { Count: > 0 } ? map : null;
    }

    /// <summary>Null where it is missing or null.</summary>
    public ApiFields? Object(string name) => Read<ApiFields?>(name, null, json => new ApiFields(json));

    /// <summary>A value exactly as it is written. A null that is written is one.</summary>
    public ReadOnlyMemory<byte> Raw(string name) =>
        TryFind(name, out var json) ? JsonMarshal.GetRawUtf8Value(json).ToArray() : default(ReadOnlyMemory<byte>);

    private T Read<T>(string name, T missing, Func<JsonElement, T> read)
    {
        if (!TryFind(name, out var json) || json.ValueKind == JsonValueKind.Null)
            return missing;

        try
        {
            return read(json);
        }
        catch (Exception mismatch) when (mismatch is InvalidOperationException or FormatException)
        {
            throw new JsonException($"{name} has another type.", mismatch);
        }
    }

    private bool TryFind(string name, out JsonElement json)
    {
        try
        {
            return _object.TryGetProperty(name, out json);
        }
        catch (InvalidOperationException mismatch)
        {
            // Names are unescaped one after another, and one of them is half of a surrogate pair.
            throw new JsonException("A name is no text.", mismatch);
        }
    }
}
