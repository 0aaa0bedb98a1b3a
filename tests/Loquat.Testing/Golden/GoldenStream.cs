using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using Loquat.Protocol;

namespace Loquat.Testing.Golden;

/// <summary>A long response of a transcript, message by message.</summary>
internal sealed class GoldenStream(HttpResponseMessage response, Stream body, WireEncoding encoding) : IDisposable
{
    private const string EventPrefix = "data: ";
    private readonly PipeReader _reader = PipeReader.Create(body);
    private readonly bool _isEvents = response.Content.Headers.ContentType?.MediaType == "text/event-stream";

    /// <summary>The next message with everything that frames it; null at the end of the response.</summary>
    public async Task<byte[]?> NextAsync(string whatDoesNotCome)
    {
        while (true)
        {
            var read = await _reader.ReadAsync().AsTask().Within(whatDoesNotCome);
            if (LengthOf(read.Buffer.ToArray()) is { } length)
            {
                var message = read.Buffer.Slice(0, length).ToArray();
                _reader.AdvanceTo(read.Buffer.GetPosition(length));
                return message;
            }

            if (read.IsCompleted)
                return read.Buffer.IsEmpty ? null : throw new InvalidDataException($"The response ends within '{Encoding.UTF8.GetString(read.Buffer)}'.");
            _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>What has come and was not asked for.</summary>
    public string Rest => _reader.TryRead(out var read) ? Encoding.UTF8.GetString(read.Buffer) : "";

    /// <summary>What a message frames, without the frame; its own text, if it is none of ours.</summary>
    public static (string Frame, JsonNode Content) Split(string message)
    {
        var prefix = message.StartsWith(EventPrefix, StringComparison.Ordinal) ? EventPrefix : "";
        var content = message[prefix.Length..].TrimEnd('\n');
        var suffix = message[(prefix.Length + content.Length)..];
        return (prefix + "…" + suffix, content.Trim().Length == 0 ? JsonValue.Create(content) : JsonNode.Parse(content)!);
    }

    /// <summary>Drops the connection in the middle of the response.</summary>
    public void Dispose() => response.Dispose();

    private int? LengthOf(byte[] bytes)
    {
        if (encoding == WireEncoding.Protobuf)
            return PrefixedLength(bytes);

        var text = Encoding.UTF8.GetString(bytes);
        if (_isEvents && text.StartsWith("\r\n", StringComparison.Ordinal))
            return 2;
        var end = _isEvents ? "\n\n" : "\n";
        var index = text.IndexOf(end, StringComparison.Ordinal);
        return index < 0 ? null : Encoding.UTF8.GetByteCount(text.AsSpan(0, index + end.Length));
    }

    private static int? PrefixedLength(byte[] bytes)
    {
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            length |= (bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] < 0x80)
                return bytes.Length >= i + 1 + length ? i + 1 + length : null;
        }

        return null;
    }
}
