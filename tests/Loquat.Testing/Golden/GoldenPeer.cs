using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Loquat.Protocol;
using Loquat.Protocol.WebSockets;

namespace Loquat.Testing.Golden;

/// <summary>One client of a transcript. It reads in the background, answers pings, and keeps everything else until it is compared.</summary>
internal sealed class GoldenPeer : IAsyncDisposable
{
    private readonly ProtocolClientSocket _socket;
    private readonly ProtocolCodec _codec;
    private readonly Channel<JsonNode> _received = Channel.CreateUnbounded<JsonNode>();
    private readonly List<JsonNode> _passedOver = [];
    private readonly Task _reading;

    private readonly bool _isUnidirectional;
    private readonly bool _keepsPings;

    /// <param name="isUnidirectional">Gets bare pushes, and never answers.</param>
    /// <param name="keepsPings">Compares pings like everything else.</param>
    public GoldenPeer(ProtocolClientSocket socket, WireEncoding encoding, bool isUnidirectional = false, bool keepsPings = false)
    {
        _socket = socket;
        _isUnidirectional = isUnidirectional;
        _keepsPings = keepsPings;
        _codec = ProtocolCodec.Of(encoding);
        _reading = ReadAsync();
    }

    /// <summary>Set by a line that says so: nothing more is compared.</summary>
    public bool IsIgnored { get; set; }

    public ProtocolClientSocket Socket => _socket;

    /// <summary>Takes the first message that fits. Only where the order is free may it stand behind others.</summary>
    /// <param name="difference">Null if a message is the expected one, else what is different.</param>
    /// <returns>Null if it came, else what came instead.</returns>
    public async Task<string?> ExpectAsync(Func<JsonNode, string?> difference, bool anyOrder)
    {
        var kept = _passedOver.FindIndex(message => difference(message) is null);
        if (kept >= 0)
        {
            _passedOver.RemoveAt(kept);
            return null;
        }

        while (true)
        {
            if (_passedOver.Count > 0 && !anyOrder)
                return $"this came before: {_passedOver[0].ToJsonString()}";

            var message = await _received.Reader.ReadAsync().AsTask()
                .Within($"the expected message comes; unexpected were [{string.Join(", ", _passedOver.Select(passed => passed.ToJsonString()))}]");
            if (difference(message) is not { } problem)
                return null;
            if (!anyOrder)
                return problem;
            _passedOver.Add(message);
        }
    }

    /// <summary>Goes without a word, and waits until nothing of it is left on the server: what comes next may depend on it.</summary>
    public async Task LeaveAsync(IGoldenServer server)
    {
        using var session = new SessionEnds(server);
        _socket.StopSending();
        await _reading.Within("the server notices that a client has gone");
        await session.Ended.Within("the session of the client that has gone ends");
    }

    /// <summary>What was received and belongs to no line.</summary>
    public IEnumerable<JsonNode> TakeRest()
    {
        var rest = new List<JsonNode>(_passedOver);
        while (_received.Reader.TryRead(out var message))
            rest.Add(message);
        return IsIgnored ? [] : rest;
    }

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        await _reading.Within("the peer's reading ends");
    }

    private async Task ReadAsync()
    {
        while (await _socket.ReceiveAsync() is { } message)
        {
            if (message.Opcode is Opcode.Text or Opcode.Binary)
                await TakeAsync(message.Payload);
            else if (message.Opcode is Opcode.Ping or Opcode.Pong)
                _received.Writer.TryWrite(ControlLine(message.Opcode == Opcode.Ping ? "ping" : "pong", message.Text));
            else if (message.Opcode == Opcode.Close)
            {
                _received.Writer.TryWrite(CloseLine(message.Close.Code, message.Close.Reason));
                return;
            }
        }

        _received.Writer.TryWrite(CloseLine(CloseCode.Abnormal, ""));
    }

    public static JsonObject CloseLine(int code, string reason) => new() { ["close"] = new JsonObject { ["code"] = code, ["reason"] = reason } };

    public static JsonObject ControlLine(string kind, string payload) => new() { ["recv_control"] = kind, ["payload"] = payload };

    private async Task TakeAsync(ReadOnlyMemory<byte> rest)
    {
        if (_isUnidirectional)
        {
            if (_keepsPings || !rest.Span.SequenceEqual("{}"u8))
                _received.Writer.TryWrite(JsonNode.Parse(rest.Span)!);
            return;
        }

        while (!rest.IsEmpty)
        {
            var before = rest;
            if (!_codec.TryReadReply(ref rest, out var reply))
                return;
            if (reply is Reply.Ping && !_keepsPings)
                await _socket.SendRawAsync(WebSocketFrames.Encode(_codec, new Command.Pong(), maskingKey: 1));
            else
                _received.Writer.TryWrite(Show(_codec, before[..^rest.Length], reply));
        }
    }

    /// <summary>JSON as it came. Protobuf in the JSON form of the same reply, or in hex if a payload is no JSON.</summary>
    public static JsonNode Show(ProtocolCodec codec, ReadOnlyMemory<byte> bytes, Reply reply)
    {
        if (codec.Encoding == WireEncoding.Json)
            return JsonNode.Parse(Encoding.UTF8.GetString(bytes.Span))!;

        var json = new System.Buffers.ArrayBufferWriter<byte>();
        try
        {
            ProtocolCodec.Json.WriteReply(json, reply);
            return JsonNode.Parse(json.WrittenSpan)!;
        }
        catch (JsonException)
        {
            return JsonValue.Create(Convert.ToHexStringLower(bytes.Span));
        }
    }
}
