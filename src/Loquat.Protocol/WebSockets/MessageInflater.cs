using System.Buffers;
using System.IO.Compression;

namespace Loquat.Protocol.WebSockets;

/// <summary>Reads messages that a client has compressed by permessage-deflate (RFC 7692) without context takeover.</summary>
public static class MessageInflater
{
    private const int SmallestBuffer = 1024;

    // The end of a flush, which the sender leaves out (RFC 7692, 7.2.2), and an empty last block: the stream is complete then.
    private static readonly byte[] Tail = [0x00, 0x00, 0xFF, 0xFF, 0x03, 0x00];

    /// <summary>
    /// Inflates a message, and never more of it than may be: what a few bytes promise to become costs nothing beyond the limit.
    /// </summary>
    /// <param name="maxSize">Of the message as it was before it was compressed.</param>
    /// <param name="message">Empty unless the outcome is <see cref="MessageRead.Complete"/>.</param>
    /// <returns><see cref="MessageRead.Complete"/>, <see cref="MessageRead.Malformed"/> or <see cref="MessageRead.TooBig"/>.</returns>
    public static MessageRead Inflate(ReadOnlySpan<byte> compressed, int maxSize, out byte[] message)
    {
        message = [];
        var input = new byte[compressed.Length + Tail.Length];
        compressed.CopyTo(input);
        Tail.CopyTo(input, compressed.Length);
        using var inflate = new DeflateStream(new MemoryStream(input), CompressionMode.Decompress);

        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(SmallestBuffer, maxSize + 1));
        var length = 0;
        try
        {
            while (inflate.Read(buffer, length, buffer.Length - length) is var read and > 0)
            {
                length += read;
                if (length > maxSize)
                    return MessageRead.TooBig;
                if (length == buffer.Length)
                    buffer = Grow(buffer);
            }
            message = buffer[..length];
            return MessageRead.Complete;
        }
        catch (InvalidDataException)
        {
            return MessageRead.Malformed;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
