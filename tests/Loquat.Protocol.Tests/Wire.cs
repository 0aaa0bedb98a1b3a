using System.Buffers;
using System.Collections;
using System.Reflection;
using System.Text;

namespace Loquat.Protocol.Tests;

/// <summary>Messages to bytes and back, and messages as text that can be compared.</summary>
internal static class Wire
{
    public static List<Command> Commands(ProtocolCodec codec, ReadOnlyMemory<byte> bytes)
    {
        List<Command> commands = [];
        while (codec.TryReadCommand(ref bytes, out var command))
            commands.Add(command);
        return commands;
    }

    public static List<Reply> Replies(ProtocolCodec codec, ReadOnlyMemory<byte> bytes)
    {
        List<Reply> replies = [];
        while (codec.TryReadReply(ref bytes, out var reply))
            replies.Add(reply);
        return replies;
    }

    public static Command Command(ProtocolCodec codec, string json) => Commands(codec, Encoding.UTF8.GetBytes(json)).Single();

    public static byte[] Write(ProtocolCodec codec, params IReadOnlyList<Command> commands)
    {
        var output = new ArrayBufferWriter<byte>();
        for (var i = 0; i < commands.Count; i++)
        {
            if (i > 0)
                codec.WriteSeparator(output);
            codec.WriteCommand(output, commands[i]);
        }

        return output.WrittenSpan.ToArray();
    }

    public static byte[] Write(ProtocolCodec codec, Reply reply)
    {
        var output = new ArrayBufferWriter<byte>();
        codec.WriteReply(output, reply);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Write(ProtocolCodec codec, Push push)
    {
        var output = new ArrayBufferWriter<byte>();
        codec.WritePush(output, push);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Everything a message holds, by reflection, so that a field that a codec forgets is seen.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
        IDictionary map => $"{{{string.Join(", ", map.Keys.Cast<string>().Order(StringComparer.Ordinal).Select(key => $"{key}: {Describe(map[key])}"))}}}",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object>().Select(Describe))}]",
        _ when value.GetType().IsPrimitive => $"{value}",
        _ => $"{value.GetType().Name}({string.Join(", ", PropertiesOf(value).Select(property => $"{property.Name} = {Describe(property.GetValue(value))}"))})",
    };

    private static IEnumerable<PropertyInfo> PropertiesOf(object value) =>
        value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(property => property.Name, StringComparer.Ordinal);
}
