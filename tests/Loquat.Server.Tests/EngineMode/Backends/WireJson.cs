using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Loquat.Server.Proxy.Wire;

namespace Loquat.Server.Tests.EngineMode.Backends;

/// <summary>The messages of gRPC calls as the transcripts write them: bytes are shown as their text.</summary>
internal static class WireJson
{
    public static JsonObject Show(string procedure, ReadOnlySpan<byte> bytes)
    {
        var message = TypeOf(procedure + "Request").Parser.ParseFrom(bytes);
        var json = new JsonObject();
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (Show(field.Accessor.GetValue(message)) is { } value)
                json[field.Name] = value;
        }
        return json;
    }

    /// <summary>The recorded bytes, with times that count from now instead of from then.</summary>
    public static IMessage AnswerOf(string procedure, JsonObject line)
    {
        var message = TypeOf(procedure + "Response").Parser.ParseFrom(Convert.FromHexString(line["hex"]!.GetValue<string>()));
        SetTimes(message, line["message"]!.AsObject());
        return message;
    }

    private static MessageDescriptor TypeOf(string name) => ProxyReflection.Descriptor.FindTypeByName<MessageDescriptor>(name);

    private static JsonNode? Show(object? value) => value switch
    {
        "" or null => null,
        string text => text,
        ByteString { IsEmpty: true } or ICollection { Count: 0 } => null,
        ByteString bytes => bytes.ToStringUtf8(),
        IEnumerable<string> texts => new JsonArray([.. texts.Select(text => JsonValue.Create(text))]),
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    private static void SetTimes(IMessage message, JsonObject json)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field is { FieldType: FieldType.Message, IsRepeated: false } && field.Accessor.GetValue(message) is IMessage inner)
                SetTimes(inner, json[field.Name]!.AsObject());
            else if (field.FieldType == FieldType.Int64 && json[field.Name] is { } time && time.GetValueKind() == JsonValueKind.Number)
                field.Accessor.SetValue(message, time.GetValue<long>());
        }
    }
}
