using System.Text;
using System.Text.Json;

namespace Loquat.Protocol.Tests.Golden;

/// <summary>One recorded conversation (see tests/golden/README.md).</summary>
public sealed class Transcript
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "golden");

    private Transcript(string name)
    {
        Name = name;
        Lines = [.. File.ReadLines(Path.Combine(Folder, name)).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    public string Name { get; }

    public IReadOnlyList<JsonElement> Lines { get; }

    public static IReadOnlyList<Transcript> All { get; } =
    [
        .. Directory.EnumerateFiles(Folder, "*.jsonl", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Folder, path)).Order(StringComparer.Ordinal).Select(name => new Transcript(name)),
    ];

    /// <summary>What a client sent over a bidirectional WebSocket, with what the connection saw next.</summary>
    public IEnumerable<(string Text, byte[] Bytes, ProtocolCodec Codec, bool ClosedAsBadRequest)> Sent()
    {
        Dictionary<string, ProtocolCodec> connections = [];
        for (var i = 0; i < Lines.Count; i++)
        {
            var line = Lines[i];
            if (!line.TryGetProperty("at", out var at))
                continue;
            if (line.TryGetProperty("open", out var path) && IsBidirectional(path.GetString()!))
                connections[at.GetString()!] = path.GetString()!.Contains("protobuf", StringComparison.Ordinal) ? ProtocolCodec.Protobuf : ProtocolCodec.Json;
            else if (line.TryGetProperty("opened", out _) && HasChosenProtobuf(line))
                connections[at.GetString()!] = ProtocolCodec.Protobuf;
            else if (connections.TryGetValue(at.GetString()!, out var codec) && BytesOf(line, "send") is { } bytes)
                yield return ($"{Name}:{i + 1}", bytes, codec, IsClosedNext(i));
        }
    }

    /// <summary>Every message that a server sent over a bidirectional WebSocket.</summary>
    public IEnumerable<(string Text, byte[] Bytes, ProtocolCodec Codec)> Received()
    {
        HashSet<string> connections = [];
        for (var i = 0; i < Lines.Count; i++)
        {
            var line = Lines[i];
            if (!line.TryGetProperty("at", out var at))
                continue;
            if (line.TryGetProperty("open", out var path) && IsBidirectional(path.GetString()!))
                connections.Add(at.GetString()!);
            else if (connections.Contains(at.GetString()!) && BytesOf(line, "recv") is { } bytes)
                yield return ($"{Name}:{i + 1}", bytes, line.TryGetProperty("recv_hex", out _) ? ProtocolCodec.Protobuf : ProtocolCodec.Json);
        }
    }

    /// <summary>Every message that a server sent over a unidirectional WebSocket.</summary>
    public IEnumerable<(string Text, byte[] Bytes)> Pushed()
    {
        HashSet<string> connections = [];
        for (var i = 0; i < Lines.Count; i++)
        {
            var line = Lines[i];
            if (!line.TryGetProperty("at", out var at))
                continue;
            if (line.TryGetProperty("open", out var path) && !IsBidirectional(path.GetString()!))
                connections.Add(at.GetString()!);
            else if (connections.Contains(at.GetString()!) && BytesOf(line, "recv") is { } bytes)
                yield return ($"{Name}:{i + 1}", bytes);
        }
    }

    private static bool IsBidirectional(string path) => path.StartsWith("/connection/websocket", StringComparison.Ordinal);

    private static bool HasChosenProtobuf(JsonElement opened) =>
        opened.TryGetProperty("headers", out var headers)
        && headers.TryGetProperty("Sec-WebSocket-Protocol", out var chosen) && chosen.ValueEquals("centrifuge-protobuf");

    private static byte[]? BytesOf(JsonElement line, string name)
    {
        if (line.TryGetProperty($"{name}_hex", out var hex))
            return Convert.FromHexString(hex.GetString()!);

        return line.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? Encoding.UTF8.GetBytes(text.GetString()!.Replace("\"$time\"", "1700000000000", StringComparison.Ordinal))
            : null;
    }

    /// <summary>Whether this connection was closed with 3501 before it was sent anything else.</summary>
    private bool IsClosedNext(int sent)
    {
        var at = Lines[sent].GetProperty("at").GetString();
        foreach (var line in Lines.Skip(sent + 1))
        {
            if (!line.TryGetProperty("at", out var other) || other.GetString() != at)
                continue;
            if (line.TryGetProperty("close", out var close))
                return close.GetProperty("code").GetInt32() == 3501;
            if (line.TryGetProperty("send", out _) || line.TryGetProperty("send_hex", out _) || line.TryGetProperty("open", out _))
                return false;
        }

        return false;
    }
}
