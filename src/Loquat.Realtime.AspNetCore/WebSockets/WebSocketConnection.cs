using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Loquat.Protocol.WebSockets;
using Loquat.Realtime.AspNetCore.Unidirectional;
using Microsoft.AspNetCore.Connections;

namespace Loquat.Realtime.AspNetCore.WebSockets;

/// <summary>The reading half of a WebSocket connection: hands messages to the session, answers control frames, and sees how it ends.</summary>
internal sealed class WebSocketConnection(PipeReader input, WebSocketTransport transport, Session session, MessageLimits limits)
{
    private State _state;

    /// <summary>Set for a unidirectional connection: takes its one message.</summary>
    public UniWebSocketReader? ConnectReader { get; init; }

    private enum State
    {
        Open,

        /// <summary>The session wants no more messages; control frames still count.</summary>
        Deaf,

        /// <summary>The peer broke the rules: what it says is read, so that it can hear why it was closed, and thrown away.</summary>
        Discarding,

        Closed,
    }

    /// <summary>Completes when the connection is done with; both halves of it are then unused.</summary>
    public async Task RunAsync()
    {
        using var messages = new MessageAssembler(FrameSender.Client, limits.Received, compression: transport.Deflater is not null);
        try
        {
            while (_state != State.Closed)
            {
                var read = await input.ReadAsync();
                await TakeAsync(messages, read.Buffer);
                input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }
        }
        catch (Exception exception) when (exception is IOException or ConnectionAbortedException)
        {
            // The connection broke off, or the close timer did that: an ordinary end.
        }
        finally
        {
            // The session waits for what is being sent. Without a close handshake nobody is left to read it; with one the close timer runs.
            if (!transport.IsClosing)
                transport.Abort();
            if (_state != State.Discarding)
                await session.EndAsync();
            await transport.EndAsync();
            transport.Dispose();
        }
    }

    private async ValueTask TakeAsync(MessageAssembler messages, ReadOnlySequence<byte> bytes)
    {
        foreach (var segment in bytes)
        {
            // Unmasking happens in place: the pipe's memory is ours until it is told otherwise.
            var rest = MemoryMarshal.AsMemory(segment);
            while (!rest.IsEmpty && _state < State.Discarding)
                await TakeOneAsync(messages.Read(ref rest, out var message), message);
        }
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
