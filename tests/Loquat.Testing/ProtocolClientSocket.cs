using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Loquat.Protocol.WebSockets;

namespace Loquat.Testing;

/// <summary>The server's answer to an opening handshake.</summary>
/// <param name="Socket">Null unless the status is 101.</param>
public sealed record ProtocolClientHandshake(
    HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Body, ProtocolClientSocket? Socket);

/// <summary>A frame or a joined message, as it came.</summary>
public sealed record ProtocolClientMessage(Opcode Opcode, byte[] Payload)
{
    /// <summary>It came compressed; <see cref="Payload"/> is what it became.</summary>
    public bool WasCompressed { get; init; }

    public string Text => Encoding.UTF8.GetString(Payload);

    /// <summary>What a Close frame says.</summary>
    public (int Code, string Reason) Close => ClosePayload.Read(Payload, out var close) is { } wrong
        ? throw new InvalidDataException($"The server sent a Close frame that calls for {wrong}.")
        : (close.Code, close.Reason);
}

/// <summary>A client's WebSocket in the raw: what is sent, is sent exactly so, and may be wrong on purpose.</summary>
public sealed class ProtocolClientSocket : IAsyncDisposable
{
    public const string Key = "dGhlIHNhbXBsZSBub25jZQ==";
    private const uint MaskingKey = 0x37fa213d;
    private readonly TcpClient _tcp;
    private readonly Stream _stream;
    private MessageAssembler _messages = new(FrameSender.Server, int.MaxValue);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private Memory<byte> _rest;

    private ProtocolClientSocket(TcpClient tcp, Stream stream) => (_tcp, _stream) = (tcp, stream);

    public static async Task<ProtocolClientSocket> OpenAsync(Uri url, params (string Name, string Value)[] headers)
    {
        var handshake = await HandshakeAsync(url, headers);
        return handshake.Socket ?? throw new InvalidOperationException($"The handshake was answered with {(int)handshake.Status}: {handshake.Body}");
    }

    /// <summary>Gives up after a while, and leaves nothing open then.</summary>
    public static async Task<ProtocolClientSocket> OpenAsync(Uri url, TimeSpan patience, params (string Name, string Value)[] headers)
    {
        var socket = await DialAsync(url);
        try
        {
            await socket.SendRawAsync(RequestFor(url, headers));
            var handshake = await socket.ReadAnswerAsync().Within("the handshake is answered", patience);
            return handshake.Socket ?? throw new IOException($"The handshake was answered with {(int)handshake.Status}.");
        }
        catch
        {
            socket.HangUp();
            await socket.DisposeAsync();
            throw;
        }
    }

    /// <summary>Shakes hands with the usual headers, unless <paramref name="headers"/> say otherwise; an empty value leaves a header out.</summary>
    public static async Task<ProtocolClientHandshake> HandshakeAsync(Uri url, params (string Name, string Value)[] headers)
    {
        var socket = await DialAsync(url);
        await socket.SendRawAsync(RequestFor(url, headers));
        return await socket.ReadAnswerAsync();
    }

    /// <summary>Connects without saying anything.</summary>
    public static async Task<ProtocolClientSocket> DialAsync(Uri url)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(url.Host, url.Port).Within($"{url.Authority} accepts a connection");
        if (url.Scheme is not ("wss" or "https"))
            return new ProtocolClientSocket(tcp, tcp.GetStream());

#pragma warning disable CA5359 // The tests' own certificates are signed by nobody.
        var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync(url.Host).Within("the TLS handshake ends");
        return new ProtocolClientSocket(tcp, tls);
    }

    public static byte[] RequestFor(Uri url, params (string Name, string Value)[] headers)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Host"] = url.Authority,
            ["Upgrade"] = "websocket",
            ["Connection"] = "Upgrade",
            ["Sec-WebSocket-Version"] = "13",
            ["Sec-WebSocket-Key"] = Key,
        };
        foreach (var (name, value) in headers)
            fields[name] = value;

        var lines = fields.Where(field => field.Value.Length > 0).Select(field => $"{field.Key}: {field.Value}\r\n");
        return Encoding.ASCII.GetBytes($"GET {url.PathAndQuery} HTTP/1.1\r\n{string.Concat(lines)}\r\n");
    }

    /// <summary>Reads one HTTP response, which may be the answer to a handshake.</summary>
    public async Task<ProtocolClientHandshake> ReadAnswerAsync()
    {
        var head = await ReadHeadAsync();
        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).ToDictionary(
            field => field[0].Trim(), field => field[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var status = (HttpStatusCode)int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        if (headers.ContainsKey("Sec-WebSocket-Extensions"))
            _messages = new MessageAssembler(FrameSender.Server, int.MaxValue, compression: true);
        if (status == HttpStatusCode.SwitchingProtocols)
            return new ProtocolClientHandshake(status, headers, "", this);

        var isChunked = headers.ContainsKey("Transfer-Encoding");
        var length = headers.TryGetValue("Content-Length", out var text) ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 0;
        var body = isChunked ? await ReadChunksAsync() : await ReadExactlyAsync(length);
        return new ProtocolClientHandshake(status, headers, body, null);
    }

    public Task SendTextAsync(string text) => SendAsync(Opcode.Text, Encoding.UTF8.GetBytes(text));

    public Task SendAsync(Opcode opcode, ReadOnlySpan<byte> payload) => SendRawAsync(WebSocketFrames.Client(opcode, payload, MaskingKey));

    /// <summary>One message in as many frames as there are parts.</summary>
    public async Task SendFragmentsAsync(params string[] parts)
    {
        for (var i = 0; i < parts.Length; i++)
            await SendRawAsync(Fragment(i == 0 ? Opcode.Text : Opcode.Continuation, parts[i], isFinal: i == parts.Length - 1));
    }

    public static byte[] Fragment(Opcode opcode, string text, bool isFinal)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        var frame = new byte[FrameHeader.LengthFor(payload.Length, FrameSender.Client) + payload.Length];
        var header = FrameHeader.WriteClient(frame, opcode, payload.Length, MaskingKey, isFinal);
        payload.CopyTo(frame.AsSpan(header));
        FrameMask.Apply(frame.AsSpan(header), MaskingKey);
        return frame;
    }

    /// <summary>One message that says it is compressed, whether it is or not.</summary>
    public Task SendCompressedAsync(ReadOnlySpan<byte> compressed)
    {
        var frame = new byte[FrameHeader.LengthFor(compressed.Length, FrameSender.Client) + compressed.Length];
        var header = FrameHeader.WriteClient(frame, Opcode.Text, compressed.Length, MaskingKey, isCompressed: true);
        compressed.CopyTo(frame.AsSpan(header));
        FrameMask.Apply(frame.AsSpan(header), MaskingKey);
        return SendRawAsync(frame);
    }

    public Task SendCloseAsync(int code, string reason = "") => SendRawAsync(WebSocketFrames.ClientClose((ushort)code, reason, MaskingKey));

    public Task SendRawAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes).AsTask().Within("the server takes what is sent");

    /// <summary>The next message or control frame; null once the server has ended the connection.</summary>
    public async Task<ProtocolClientMessage?> ReceiveAsync()
    {
        while (true)
        {
            if (!_rest.IsEmpty)
            {
                switch (_messages.Read(ref _rest, out var message))
                {
                    case MessageRead.Complete:
                        return message.IsCompressed
                            ? new ProtocolClientMessage(message.Opcode, Inflate(message)) { WasCompressed = true }
                            : new ProtocolClientMessage(message.Opcode, message.Payload.ToArray());
                    case MessageRead.Malformed or MessageRead.TooBig:
                        throw new InvalidDataException("The server sent a frame that RFC 6455 does not allow.");
                }
            }

            if (!await FillAsync())
                return null;
        }
    }

    public async Task<string> ReceiveTextAsync()
    {
        var message = await ReceiveAsync().Within("a message comes") ?? throw new EndOfStreamException("The server ended the connection.");
        return message.Opcode == Opcode.Text ? message.Text : throw new InvalidDataException($"A {message.Opcode} frame came instead of text.");
    }

    /// <summary>Reads on until the Close frame; 1006 if the connection ends without one.</summary>
    public async Task<(int Code, string Reason)> ReceiveCloseAsync()
    {
        while (await ReceiveAsync().Within("the server closes") is { } message)
        {
            if (message.Opcode == Opcode.Close)
                return message.Close;
        }

        return (CloseCode.Abnormal, "");
    }

    /// <summary>Completes when the server has ended the connection, whatever it says before.</summary>
    public async Task WhenEndedAsync()
    {
        while (await FillAsync())
        {
            // It is not of interest.
        }
    }

    /// <summary>Ends its half of the TCP connection, without a Close frame.</summary>
    public void StopSending() => _tcp.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Ends TCP at once, as a crash or a dead network does.</summary>
    public void HangUp()
    {
        // It was disposed of.
        if (_tcp.Client is null)
            return;

        // The stream would shut the socket down first, which is a polite end.
        _tcp.LingerState = new LingerOption(true, 0);
        _tcp.Client.Close(0);
        _tcp.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _tcp.Dispose();
        _messages.Dispose();
    }

    private static byte[] Inflate(WebSocketMessage message) =>
        MessageInflater.Inflate(message.Payload.Span, 1 << 24, out var inflated) == MessageRead.Complete
            ? inflated
            : throw new InvalidDataException("The server sent what cannot be inflated.");

    private async Task<bool> FillAsync()
    {
        try
        {
            var read = await _stream.ReadAsync(_buffer);
            _rest = _buffer.AsMemory(0, read);
            return read > 0;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Reset by the server, or hung up on this side.
            return false;
        }
    }

    private async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head.Append(await ReadExactlyAsync(1));
        return head.ToString();
    }

    private async Task<string> ReadChunksAsync()
    {
        var body = new StringBuilder();
        while (true)
        {
            var line = new StringBuilder();
            while (!line.ToString().EndsWith("\r\n", StringComparison.Ordinal))
                line.Append(await ReadExactlyAsync(1));
            var length = Convert.ToInt32(line.ToString().Trim(), 16);
            body.Append((await ReadExactlyAsync(length + 2))[..^2]);
            if (length == 0)
                return body.ToString();
        }
    }

    private async Task<string> ReadExactlyAsync(int count)
    {
        var text = new StringBuilder();
        while (text.Length < count)
        {
            if (_rest.IsEmpty && !await FillAsync().Within("the server answers"))
                throw new EndOfStreamException($"The server ended the connection after '{text}'.");

            var part = _rest[..Math.Min(count - text.Length, _rest.Length)];
            text.Append(Encoding.Latin1.GetString(part.Span));
            _rest = _rest[part.Length..];
        }

        return text.ToString();
    }
}
