using System.Diagnostics.CodeAnalysis;
using Loquat.Protocol.WebSockets;
using Loquat.Realtime.AspNetCore.Unidirectional;

namespace Loquat.Realtime.AspNetCore.WebSockets;

/// <summary>
/// The reading half of a WebSocket connection: hands messages to the session, answers control frames, and sees how it ends. Somebody else reads
/// the bytes and brings them, one part after another.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "EndAsync, which everybody who reads calls, disposes what is to be disposed.")]
internal sealed class WebSocketConnection(WebSocketTransport transport, Session session, MessageLimits limits)
{
    private readonly MessageAssembler _messages = new(FrameSender.Client, limits.Received, compression: transport.Deflater is not null);
    private State _state;

    /// <summary>Set for a unidirectional connection: takes its one message.</summary>
    public UniWebSocketReader? ConnectReader { get; init; }

    /// <summary>True once the peer has said its last: nothing more is to be read.</summary>
    public bool IsClosed => _state == State.Closed;

    private enum State : byte
    {
        Open,

        /// <summary>The session wants no more messages; control frames still count.</summary>
        Deaf,

        /// <summary>The peer broke the rules: what it says is read, so that it can hear why it was closed, and thrown away.</summary>
        Discarding,

        Closed,
    }

    /// <summary>Takes what has come, and completes when all that it asked for is done: not before then is more to be brought.</summary>
    /// <param name="bytes">Are unmasked in place.</param>
    public ValueTask TakeAsync(Memory<byte> bytes)
    {
        session.GatherAnswers();
        var taking = TakeAllAsync(bytes);
        session.SendAnswers();
        return taking;
    }

    private async ValueTask TakeAllAsync(Memory<byte> bytes)
    {
        while (!bytes.IsEmpty && _state < State.Discarding)
            await TakeOneAsync(_messages.Read(ref bytes, out var message), message);
    }

    /// <summary>Asks the peer to leave, since the server stops. Returns at once; may be called from anywhere.</summary>
    public void Stop() => session.Disconnect(Protocol.Disconnect.Shutdown);

    /// <summary>Nothing more will be read. Completes when the connection is done with; both halves of it are then unused.</summary>
    public async ValueTask EndAsync()
    {
        _messages.Dispose();
        // The session waits for what is being sent. Without a close handshake nobody is left to read it; with one the close timer runs.
        if (!transport.IsClosing)
            transport.Abort();
        if (_state != State.Discarding)
            await session.EndAsync();
        await transport.EndAsync();
        transport.Dispose();
    }

    private ValueTask TakeOneAsync(MessageRead read, WebSocketMessage message)
    {
        switch (read)
        {
            case MessageRead.Complete when message.IsCompressed:
                return _state == State.Open ? InflateAsync(message.Payload.Span) : ValueTask.CompletedTask;
            case MessageRead.Complete when message.Opcode is Opcode.Text or Opcode.Binary:
                return ReceiveAsync(message.Payload);
            case MessageRead.Complete:
                return TakeControlAsync(message);
            case MessageRead.Malformed:
                return RefuseAsync(CloseCode.ProtocolError);
            case MessageRead.TooBig:
                return RefuseAsync(CloseCode.MessageTooBig);
            default:
                return ValueTask.CompletedTask;
        }
    }

    private ValueTask InflateAsync(ReadOnlySpan<byte> compressed) => MessageInflater.Inflate(compressed, limits.Inflated, out var message) switch
    {
        MessageRead.Complete => ReceiveAsync(message),
        MessageRead.TooBig => RefuseAsync(CloseCode.MessageTooBig),
        _ => RefuseAsync(CloseCode.InvalidText),
    };

    private async ValueTask ReceiveAsync(ReadOnlyMemory<byte> message)
    {
        if (_state != State.Open)
            return;

        var goesOn = ConnectReader is null ? await session.ReceiveAsync(message) : await ConnectReader.ReceiveAsync(message);
        if (!goesOn)
            _state = State.Deaf;
    }

    private ValueTask TakeControlAsync(WebSocketMessage message)
    {
        if (message.Opcode == Opcode.Ping)
            transport.SendPong(message.Payload.Span);
        else if (message.Opcode == Opcode.Pong)
            session.TakeNativePong();
        if (message.Opcode != Opcode.Close)
            return ValueTask.CompletedTask;

        if (ClosePayload.Read(message.Payload.Span, out var close) is { } wrong)
            return RefuseAsync(wrong);

        transport.EchoClose(close.Code);
        _state = State.Closed;
        return ValueTask.CompletedTask;
    }

    /// <summary>The session ends at once: its peer may take its time to leave.</summary>
    private ValueTask RefuseAsync(ushort code)
    {
        transport.Close(code, "", lastWord: true);
        _state = State.Discarding;
        return session.EndAsync();
    }
}

/// <summary>Bytes that one message of a client may have.</summary>
/// <param name="Received">As it comes.</param>
/// <param name="Inflated">After decompression, if it was compressed.</param>
internal readonly record struct MessageLimits(int Received, int Inflated)
{
    public static MessageLimits Of(RealtimeHttpOptions options) =>
        new(options.MaxMessageSize, options.Compression.MaxMessageSize > 0 ? options.Compression.MaxMessageSize : options.MaxMessageSize);
}
