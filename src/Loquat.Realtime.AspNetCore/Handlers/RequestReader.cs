using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Loquat.Protocol;

namespace Loquat.Realtime.AspNetCore.Handlers;

/// <summary>Reads a handler's typed parameter from what the client sent. Bad data is the client's error: a value, not an exception.</summary>
internal sealed class RequestReader<T>(JsonTypeInfo<T> type, bool optional, uint errorCode)
{
    public bool TryRead(ReadOnlyMemory<byte> data, out T? value, [NotNullWhen(false)] out ProtocolError? error)
    {
        value = default;
        error = null;
        if (data.IsEmpty)
            return optional || Refuse("data is missing", out error);

        try
        {
            value = JsonSerializer.Deserialize(data.Span, type);
            return value is not null || optional || Refuse("data is null", out error);
        }
        catch (JsonException exception)
        {
            return Refuse(Describe(data, exception), out error);
        }
    }

    private bool Refuse(string message, [NotNullWhen(false)] out ProtocolError? error)
    {
        error = new ProtocolError(errorCode, message);
        return false;
    }

    /// <summary>The serializer's own message names .NET types, which are none of the client's business.</summary>
    private string Describe(ReadOnlyMemory<byte> data, JsonException exception)
    {
        if (exception.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal))
            return $"field '{path[2..]}' is not valid";

        return MissingField(data) is { } name ? $"field '{name}' is missing" : "data is not valid";
    }

    private string? MissingField(ReadOnlyMemory<byte> data)
    {
        var reader = new Utf8JsonReader(data.Span);
        try
        {
            if (!JsonElement.TryParseValue(ref reader, out var element) || element is not { ValueKind: JsonValueKind.Object } sent)
                return null;

            return type.Properties.FirstOrDefault(property => property.IsRequired && !sent.TryGetProperty(property.Name, out _))?.Name;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON at all, or with a name that is no text: half of a surrogate pair. No field can be named.
            return null;
        }
    }
}
