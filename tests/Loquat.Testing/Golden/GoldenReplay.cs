using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Loquat.Protocol;

namespace Loquat.Testing.Golden;

/// <summary>Walks through a transcript: does what its clients and backend did, and compares what the server does.</summary>
public sealed partial class GoldenReplay : IAsyncDisposable
{
    private readonly Dictionary<string, GoldenPeer> _peers = [];
    private readonly Dictionary<string, ProtocolClientHandshake> _handshakes = [];
    private readonly IGoldenServer _server;
    private readonly GoldenTranscript _transcript;
    private readonly GoldenComparison _comparison;
    private readonly WireEncoding _encoding;
    private readonly GoldenHttp _http;
    private readonly bool _skipsPings;
    private GoldenCall? _call;
    private int _line;

    private GoldenReplay(IGoldenServer server, GoldenTranscript transcript)
    {
        _server = server;
        _transcript = transcript;
        _comparison = new GoldenComparison([.. transcript.RecordedValues.Select(pair => pair.Key)]);
        _encoding = transcript.Head["encoding"]!.GetValue<string>() == "protobuf" ? WireEncoding.Protobuf : WireEncoding.Json;
        _skipsPings = transcript.Head["config"]!.GetValue<string>() == "short" && !transcript.Name.StartsWith('p');
        _http = new GoldenHttp(server.Url, _comparison, _encoding, transcript.RecordedValues);
    }

    /// <exception cref="GoldenMismatchException">The server did something else.</exception>
    /// <exception cref="NotSupportedException">The transcript has a line that cannot be replayed yet.</exception>
    public static async Task RunAsync(IGoldenServer server, GoldenTranscript transcript)
    {
        await using var replay = new GoldenReplay(server, transcript);
        foreach (var line in transcript.Lines)
        {
            replay._line++;
            await replay.StepAsync(line);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var peer in _peers.Values)
            await peer.DisposeAsync();
    }

    private Task StepAsync(JsonObject line)
    {
        if (line["note"] is { } note)
            _http.TakeNote(note.GetValue<string>());
        if (line.ContainsKey("scenario") || line.ContainsKey("note") || line.ContainsKey("token"))
            return Task.CompletedTask;
        if (line["let"] is { } made)
        {
            _comparison.Set(made.GetValue<string>(), GoldenMoments.Token(line["jwt"]!));
            return Task.CompletedTask;
        }
        if (line["wait_ms"] is { } milliseconds)
        {
            _server.Wait(TimeSpan.FromMilliseconds(milliseconds.GetValue<int>()));
            return Task.CompletedTask;
        }
        if (line.ContainsKey("nothing_for_ms"))
            return ExpectNothingAsync(line);
        if (line.ContainsKey("end"))
            return EndAsync();
        if (line.ContainsKey("api"))
            return CallApiAsync(line);
        if (line.ContainsKey("backend"))
            return line.ContainsKey("got") ? ExpectCallAsync(line) : AnswerCallAsync(line);
        if (_skipsPings && IsPing(line))
            return Task.CompletedTask;
        if (line["at"] is { } at)
            return StepAsync(at.GetValue<string>(), line);

        throw Unsupported(line);
    }

    private Task StepAsync(string at, JsonObject line)
    {
        if (line.ContainsKey("http"))
            return _http.SendAsync(line);
        if (line.ContainsKey("status"))
            return ExpectStatusAsync(at, line);
        if (_http.Has(at))
            return StepInStreamAsync(at, line);
        if (line.ContainsKey("open"))
            return OpenAsync(at, line);
        if (line.ContainsKey("opened"))
            return ExpectOpenedAsync(at, line);
        if (line["send_hex"] is { } hex)
            return _peers[at].Socket.SendAsync(Loquat.Protocol.WebSockets.Opcode.Binary, WithValues(Convert.FromHexString(hex.GetValue<string>()), line["send"]));
        if (line["send"] is { } text)
            return _peers[at].Socket.SendTextAsync(Expand(_comparison.Fill(text.GetValue<string>())));
        if (line["send_control"] is not null)
            return _peers[at].Socket.SendAsync(Loquat.Protocol.WebSockets.Opcode.Ping, Encoding.UTF8.GetBytes(line["payload"]!.GetValue<string>()));
        if (line["send_fragments"] is JsonArray fragments)
            return _peers[at].Socket.SendFragmentsAsync([.. fragments.Select(fragment => _comparison.Fill(fragment!.GetValue<string>()))]);
        if (line.ContainsKey("recv") || line.ContainsKey("recv_hex"))
            return ExpectAsync(at, ExpectedMessage(line), line);
        if (line["recv_control"] is { } control)
            return ExpectAsync(at, GoldenPeer.ControlLine(control.GetValue<string>(), line["payload"]!.GetValue<string>()), line);
        if (line["close"] is JsonObject close)
            return ExpectAsync(at, GoldenPeer.CloseLine(close["code"]!.GetValue<int>(), close["reason"]!.GetValue<string>()), line);
        if (line["client_close"] is JsonObject goodbye)
            return _peers[at].Socket.SendCloseAsync(goodbye["code"]!.GetValue<int>(), goodbye["reason"]!.GetValue<string>());
        if (line.ContainsKey("hangup"))
            return _peers[at].LeaveAsync(_server);
        if (line.ContainsKey("rest"))
            _peers[at].IsIgnored = true;
        else
            throw Unsupported(line);
        return Task.CompletedTask;
    }

    /// <summary>Where pings are not what it is about they are answered by themselves, whenever they come.</summary>
    private static bool IsPing(JsonObject line) =>
        (line["recv_hex"] ?? line["send_hex"])?.GetValue<string>() == "00" || IsEmpty(line["recv"]) || IsEmpty(line["send"]);

    private static bool IsEmpty(JsonNode? text) => text is JsonValue value && value.TryGetValue<string>(out var json) && json == "{}";

    private async Task ExpectStatusAsync(string at, JsonObject line)
    {
        if (await _http.ExpectAsync(at, line) is { } problem)
            throw Mismatch(problem);
    }

    private async Task StepInStreamAsync(string at, JsonObject line)
    {
        if (line.ContainsKey("hangup"))
        {
            _http.HangUp(at);
            return;
        }

        var bytes = await _http.NextAsync(at);
        var problem = bytes is null
            ? line.ContainsKey("stream_end") ? null : "the response ended"
            : line["recv_bytes"] is { } text ? DifferenceInStream(text.GetValue<string>(), Encoding.UTF8.GetString(bytes))
            : line["recv_hex"] is not null ? _comparison.Difference(ExpectedMessage(line), GoldenPeer.Show(ProtocolCodec.Protobuf, bytes, ReadReply(bytes)))
            : $"this came: {Encoding.UTF8.GetString(bytes)}";
        if (problem is not null)
            throw Mismatch(problem);
    }

    private static Reply ReadReply(ReadOnlyMemory<byte> bytes) =>
        ProtocolCodec.Protobuf.TryReadReply(ref bytes, out var reply) ? reply : throw new InvalidDataException("An empty message came.");

    private string? DifferenceInStream(string expected, string found)
    {
        var (frame, content) = GoldenStream.Split(expected);
        var (foundFrame, foundContent) = GoldenStream.Split(found);
        return frame == foundFrame ? _comparison.Difference(content, foundContent) : $"{found} is framed in another way";
    }

    /// <summary>Long payloads are described.</summary>
    private static string Expand(string text)
    {
        if (LongText().Match(text) is not { Success: true } match)
            return text;

        var missing = int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) - (text.Length - match.Length);
        return text.Replace(match.Value, new string('x', missing), StringComparison.Ordinal);
    }

    [GeneratedRegex("<x repeated so that the frame has ([0-9]+) bytes>")]
    private static partial Regex LongText();

    private async Task OpenAsync(string at, JsonObject line)
    {
        var headers = new List<(string, string)>();
        if (line["subprotocols"] is JsonArray offered)
            headers.Add(("Sec-WebSocket-Protocol", string.Join(", ", offered.Select(name => name!.GetValue<string>()))));
        foreach (var (name, value) in line["headers"]?.AsObject() ?? [])
            headers.Add((name, value!.GetValue<string>().Replace("$host", _server.Url.Authority, StringComparison.Ordinal)));

        var handshake = await ProtocolClientSocket.HandshakeAsync(new Uri(_server.Url, line["open"]!.GetValue<string>()), [.. headers]);
        _handshakes[at] = handshake;
        if (handshake.Socket is { } socket)
            _peers[at] = new GoldenPeer(
                socket, EncodingOf(line, handshake), line["open"]!.GetValue<string>().Contains("/uni_", StringComparison.Ordinal), _transcript.Name.StartsWith("ping", StringComparison.Ordinal));
    }

    private WireEncoding EncodingOf(JsonObject open, ProtocolClientHandshake handshake) =>
        handshake.Headers.GetValueOrDefault("Sec-WebSocket-Protocol") == "centrifuge-protobuf" || open["open"]!.GetValue<string>().Contains("=protobuf", StringComparison.Ordinal) ? WireEncoding.Protobuf : _encoding;

    private Task ExpectOpenedAsync(string at, JsonObject line)
    {
        var handshake = _handshakes[at];
        var status = (HttpStatusCode)line["opened"]!.GetValue<int>();
        if (handshake.Status != status)
            throw Mismatch($"the handshake was answered with {handshake.Status} instead of {status}");

        var subProtocol = line["headers"]?["Sec-WebSocket-Protocol"]?.GetValue<string>();
        if (subProtocol != handshake.Headers.GetValueOrDefault("Sec-WebSocket-Protocol"))
            throw Mismatch($"the sub-protocol is not {subProtocol ?? "left out"}");
        return Task.CompletedTask;
    }

    private async Task ExpectAsync(string at, JsonNode expected, JsonObject line)
    {
        var problem = await _peers[at].ExpectAsync(message => _comparison.Difference(expected, message), line.ContainsKey("any_order"));
        if (problem is not null)
            throw Mismatch(problem);
    }

    private JsonNode ExpectedMessage(JsonObject line)
    {
        if (line["recv_hex"]?.GetValue<string>() is not { } hex)
            // Filled, because connection ids are names of fields, too.
            return JsonNode.Parse(_comparison.Fill(line["recv"]!.GetValue<string>()))!;

        ReadOnlyMemory<byte> bytes = Convert.FromHexString(hex);
        var rest = bytes;
        if (!ProtocolCodec.Protobuf.TryReadReply(ref rest, out var reply))
            throw Mismatch("the recorded bytes are no reply");
        return WithPlaceholders(GoldenPeer.Show(ProtocolCodec.Protobuf, bytes, reply));
    }

    /// <summary>Bytes hold what was recorded: put the placeholders back in its place.</summary>
    private JsonNode WithPlaceholders(JsonNode node)
    {
        var text = node.ToJsonString();
        foreach (var (name, value) in _transcript.RecordedValues)
            text = text.Replace(value!.ToJsonString(), $"\"${name}\"", StringComparison.Ordinal);
        return JsonNode.Parse(_comparison.Fill(text))!;
    }

    /// <summary>Bytes hold what was recorded: commands that name such a value are written anew with ours.</summary>
    private byte[] WithValues(byte[] bytes, JsonNode? decoded)
    {
        if (decoded is null || !_transcript.RecordedValues.Any(pair => decoded.ToJsonString(GoldenTranscript.Plain).Contains("$" + pair.Key, StringComparison.Ordinal)))
            return bytes;

        var output = new ArrayBufferWriter<byte>();
        for (ReadOnlyMemory<byte> rest = bytes; ProtocolCodec.Protobuf.TryReadCommand(ref rest, out var command);)
        {
            var json = new ArrayBufferWriter<byte>();
            ProtocolCodec.Json.WriteCommand(json, command);
            var text = Encoding.UTF8.GetString(json.WrittenSpan);
            foreach (var (name, value) in _transcript.RecordedValues)
                text = text.Replace(value!.ToJsonString(), $"\"{_comparison.Fill("$" + name)}\"", StringComparison.Ordinal);
            ReadOnlyMemory<byte> ours = Encoding.UTF8.GetBytes(text);
            if (ProtocolCodec.Json.TryReadCommand(ref ours, out var filled))
                ProtocolCodec.Protobuf.WriteCommand(output, filled);
        }
        return output.WrittenSpan.ToArray();
    }

    private async Task ExpectCallAsync(JsonObject line)
    {
        var procedure = line["got"]!.GetValue<string>();
        _call = await _server.NextCallAsync().Within($"the server asks the application for {procedure} ({_transcript.Name} line {_line})");
        if (_call.Procedure != procedure)
            throw Mismatch($"the application was asked for {_call.Procedure} instead of {procedure}");
        if (_comparison.Difference(line["message"] ?? line["body"], _call.Message) is { } problem)
            throw Mismatch(problem);
        if (_call.Headers is { } headers && _comparison.Difference(GoldenBackend.HeadersIn(line), headers, "headers") is { } wrong)
            throw Mismatch(wrong);
    }

    private Task AnswerCallAsync(JsonObject line)
    {
        var call = _call ?? throw Mismatch("an answer without a call");
        if (call.AnswerAs is { } answerAs)
            answerAs(GoldenBackend.WithTimes(line));
        else
            call.Answer(line["message"]?.AsObject() ?? throw Unsupported(line));
        return Task.CompletedTask;
    }

    private async Task CallApiAsync(JsonObject line)
    {
        if (_server.Api is { } api)
        {
            if (await new GoldenApiCall(line, _comparison).RunAsync(api) is { } difference)
                throw Mismatch(difference);
            return;
        }

        var method = line["api"]!.GetValue<string>();
        using var body = JsonDocument.Parse(_comparison.Fill(line["request_text"]?.GetValue<string>() ?? line["request"]!.ToJsonString()));
        var request = body.RootElement.TryGetProperty("params", out var parameters) ? parameters : body.RootElement;
        var response = await _server.CallApiAsync(method, request);
        if (_comparison.Difference(line["response"], response) is { } problem)
            throw Mismatch(problem);
    }

    // No time passes here: what comes too late to be seen now is in the way of the next line, or of the end.
    private Task ExpectNothingAsync(JsonObject line)
    {
        ExpectNoRest(_peers.Where(pair => line["at"] is not { } at || at.GetValue<string>() == pair.Key));
        return Task.CompletedTask;
    }

    private Task EndAsync()
    {
        ExpectNoRest(_peers);
        return _http.Surplus() is { } unread ? throw Mismatch(unread) : Task.CompletedTask;
    }

    private void ExpectNoRest(IEnumerable<KeyValuePair<string, GoldenPeer>> peers)
    {
        foreach (var (at, peer) in peers)
        {
            if (peer.TakeRest().FirstOrDefault(message => message["close"] is null) is { } surplus)
                throw Mismatch($"{at} got something that is not recorded: {surplus.ToJsonString()}");
        }
    }

    private GoldenMismatchException Mismatch(string problem) => new(_transcript.Name, _line, problem);

    private NotSupportedException Unsupported(JsonObject line) => new($"{_transcript.Name}.jsonl line {_line} cannot be replayed: {line.ToJsonString()}");
}
