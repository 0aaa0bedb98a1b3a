using System.Buffers;
using System.Collections;
using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Loquat.Server.Centrifugo;

/// <summary>
/// Centrifugo's JSON form of its Protobuf messages: the same names, fields with default values left out, and, unlike Protobuf's own JSON
/// form, bytes fields as JSON values that are passed on as they were written.
/// </summary>
internal static class CentrifugoJson
{
    /// <summary>Decodes an object. Unknown names are ignored: newer senders say more.</summary>
    /// <exception cref="JsonException">This is not JSON, not an object, or a field has another type.</exception>
    public static T Read<T>(ReadOnlySequence<byte> json) where T : IMessage, new()
    {
        using var document = JsonDocument.Parse(json);
        var message = new T();
        ReadInto(message, document.RootElement);
        return message;
    }

    public static void Write(IBufferWriter<byte> output, IMessage message)
    {
        using var json = new Utf8JsonWriter(output);
        WriteMessage(json, message);
    }

    private static void ReadInto(IMessage message, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new JsonException("An object was expected.");

        foreach (var property in json.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Null && message.Descriptor.FindFieldByName(property.Name) is { } field)
                ReadField(message, field, property.Value);
        }
    }

    private static void ReadField(IMessage message, FieldDescriptor field, JsonElement json)
    {
        try
        {
            if (field.IsMap)
            {
                var map = (IDictionary)field.Accessor.GetValue(message);
                foreach (var entry in json.EnumerateObject())
                    map[entry.Name] = ValueOf(field.MessageType.FindFieldByName("value"), entry.Value);
            }
            else if (field.IsRepeated)
            {
                var list = (IList)field.Accessor.GetValue(message);
                foreach (var item in json.EnumerateArray())
                    list.Add(ValueOf(field, item));
            }
            else
                field.Accessor.SetValue(message, ValueOf(field, json));
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            throw new JsonException($"{field.Name} has another type.", exception);
        }
    }

    private static object ValueOf(FieldDescriptor field, JsonElement json)
    {
        switch (field.FieldType)
        {
            case FieldType.String:
                return json.GetString() ?? "";
            case FieldType.Bool:
                return json.GetBoolean();
            case FieldType.UInt32:
                return json.GetUInt32();
            case FieldType.UInt64:
                return json.GetUInt64();
            case FieldType.Int64:
                return json.GetInt64();
            case FieldType.Bytes:
                return ByteString.CopyFrom(JsonMarshal.GetRawUtf8Value(json));
            case FieldType.Message:
                var message = field.MessageType.Parser.ParseFrom(ByteString.Empty);
                ReadInto(message, json);
                return message;
            default:
                throw new NotSupportedException($"{field.FullName}: {field.FieldType}");
        }
    }

    private static void WriteMessage(Utf8JsonWriter json, IMessage message)
    {
        json.WriteStartObject();
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
            WriteField(json, field, field.Accessor.GetValue(message));

        json.WriteEndObject();
    }

    private static void WriteField(Utf8JsonWriter json, FieldDescriptor field, object? value)
    {
        if (IsDefault(value))
            return;

        json.WritePropertyName(field.Name);
        if (field.IsMap)
        {
            json.WriteStartObject();
            foreach (DictionaryEntry entry in (IDictionary)value!)
            {
                json.WritePropertyName((string)entry.Key);
                WriteValue(json, entry.Value!);
            }

            json.WriteEndObject();
        }
        else if (field.IsRepeated)
        {
            json.WriteStartArray();
            foreach (var item in (IList)value!)
                WriteValue(json, item!);

            json.WriteEndArray();
        }
        else
            WriteValue(json, value!);
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case uint number:
                json.WriteNumberValue(number);
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case ByteString payload:
                json.WriteRawValue(payload.Span);
                break;
            case IMessage message:
                WriteMessage(json, message);
                break;
            default:
                throw new NotSupportedException(value.GetType().Name);
        }
    }

    /// <summary>A message that is there counts even if it is empty: <c>{"result":{}}</c> is not <c>{}</c>.</summary>
    private static bool IsDefault(object? value) => value switch
    {
        null or "" or false or 0u or 0ul or 0L => true,
        ByteString payload => payload.IsEmpty,
        ICollection { Count: 0 } => true,
        _ => false,
    };
}
