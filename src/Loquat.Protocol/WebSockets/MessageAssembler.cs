using System.Buffers;
using System.Runtime.CompilerServices;

namespace Loquat.Protocol.WebSockets;

/// <summary>
/// Turns the bytes of one connection, however they are cut, into messages: joins fragments, lets control frames through
/// between them, unmasks, and holds the size limit. It owns a buffer only while a message is incomplete.
/// </summary>
/// <remarks>
/// Text is not checked to be UTF-8 here: the real server takes Protobuf in text frames too, and the JSON codec refuses bad text by itself.
/// Not for concurrent use.
/// </remarks>
/// <param name="sender">Whose frames are read.</param>
/// <param name="maxMessageSize">Of a message's payload, as it comes (compressed, if it is).</param>
/// <param name="compression">Whether permessage-deflate was negotiated.</param>
public sealed class MessageAssembler(FrameSender sender, int maxMessageSize, bool compression = false) : IDisposable
{
    private const int SmallestBuffer = 512;

    // A header that is not complete yet.
    private HeaderBytes _headerBytes;
    private int _headerLength;

    // The frame whose payload is being read, and how much of that was there.
    private FrameHeader? _frame;
    private int _received;

    // The message whose fragments are being read; Continuation for none.
    private Opcode _opcode;
    private bool _isCompressed;
    private byte[]? _buffer;
    private int _length;
    private bool _delivered;

    private byte[] _control = [];

    /// <summary>Takes the next message off the front of <paramref name="input"/>; <see cref="MessageRead.NeedMore"/> leaves nothing of it.</summary>
    /// <param name="input">Is unmasked in place.</param>
    /// <param name="message">Its payload lies in <paramref name="input"/> or in a buffer that the next call takes back.</param>
    /// <remarks>After <see cref="MessageRead.Malformed"/> or <see cref="MessageRead.TooBig"/> nothing more can be read.</remarks>
    public MessageRead Read(ref Memory<byte> input, out WebSocketMessage message)
    {
        message = default;
        if (_delivered)
            Forget();

        while (true)
        {
            if (_frame is null && StartFrame(ref input) is var start and not MessageRead.Complete)
                return start;
            if (!ReadPayload(ref input, out var payload))
                return MessageRead.NeedMore;
            if (EndFrame(payload, ref message))
                return MessageRead.Complete;
        }
    }

    /// <summary>Gives back the buffer of a message that will not be finished.</summary>
    public void Dispose() => Forget();

    private MessageRead StartFrame(ref Memory<byte> input)
    {
        switch (ReadHeader(ref input, out var header))
        {
            case HeaderRead.NeedMore:
                return MessageRead.NeedMore;
            case HeaderRead.Malformed:
                return MessageRead.Malformed;
        }

        if (!header.IsControl)
        {
            var continues = _opcode != Opcode.Continuation;
            if (continues != (header.Opcode == Opcode.Continuation))
                return MessageRead.Malformed;
            if (header.PayloadLength > maxMessageSize - _length)
                return MessageRead.TooBig;
            if (!continues)
                (_opcode, _isCompressed) = (header.Opcode, header.IsCompressed);
        }

        _frame = header;
        _received = 0;
        return MessageRead.Complete;
    }

    private HeaderRead ReadHeader(ref Memory<byte> input, out FrameHeader header)
    {
        if (_headerLength == 0)
        {
            var whole = FrameHeader.Read(input.Span, sender, compression, out header);
            if (whole == HeaderRead.Complete)
                input = input[header.Length..];
            if (whole != HeaderRead.NeedMore)
                return whole;
        }

        Span<byte> bytes = _headerBytes;
        while (!input.IsEmpty)
        {
            bytes[_headerLength++] = input.Span[0];
            input = input[1..];
            var read = FrameHeader.Read(bytes[.._headerLength], sender, compression, out header);
            if (read == HeaderRead.NeedMore)
                continue;

            _headerLength = 0;
            return read;
        }

        header = default;
        return HeaderRead.NeedMore;
    }

    /// <summary>False if the frame's payload is not complete; what there is of it is kept then.</summary>
    private bool ReadPayload(ref Memory<byte> input, out ReadOnlyMemory<byte> payload)
    {
        payload = default;
        var frame = _frame!.Value;
        var taken = input[..(int)Math.Min(frame.PayloadLength - _received, input.Length)];
        input = input[taken.Length..];
        FrameMask.Apply(taken.Span, frame.MaskingKey, _received);
        var isComplete = _received + taken.Length == frame.PayloadLength;

        // The usual case: nothing of it came before, so it need not be copied.
        if (isComplete && _received == 0 && (frame.IsControl || (frame.IsFinal && _length == 0)))
        {
            payload = taken;
            return true;
        }

        payload = frame.IsControl ? KeepControl(frame, taken.Span) : KeepFragment(taken.Span);
        _received += taken.Length;
        return isComplete;
    }

    private ReadOnlyMemory<byte> KeepControl(FrameHeader frame, ReadOnlySpan<byte> part)
    {
        if (_received == 0)
            _control = new byte[frame.PayloadLength];
        part.CopyTo(_control.AsSpan(_received));
        return _control;
    }

    private ReadOnlyMemory<byte> KeepFragment(ReadOnlySpan<byte> part)
    {
        // Grows with what has come, not with what was announced: a promise of bytes must cost the sender bytes.
        if (part.Length > (_buffer?.Length ?? 0) - _length)
            Grow(_length + part.Length);
        part.CopyTo(_buffer.AsSpan(_length));
        _length += part.Length;
        return _buffer.AsMemory(0, _length);
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(2 * _length, SmallestBuffer)));
        if (_buffer is not null)
        {
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }

    /// <summary>True if the frame that ends here is the end of a message.</summary>
    private bool EndFrame(ReadOnlyMemory<byte> payload, ref WebSocketMessage message)
    {
        var frame = _frame!.Value;
        _frame = null;
        if (frame.IsControl)
        {
            _control = [];
            message = new WebSocketMessage(frame.Opcode, payload, IsCompressed: false);
            return true;
        }

        if (!frame.IsFinal)
            return false;

        message = new WebSocketMessage(_opcode, payload, _isCompressed);
        _delivered = true;
        return true;
    }

    private void Forget()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
        _length = 0;
        _opcode = Opcode.Continuation;
        _delivered = false;
    }

    [InlineArray(FrameHeader.MaxLength)]
    private struct HeaderBytes
    {
        private byte _first;
    }
}
