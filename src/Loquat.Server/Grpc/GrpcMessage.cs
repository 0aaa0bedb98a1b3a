using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;

namespace Loquat.Server.Grpc;

/// <summary>The one message of a unary call's body, in either direction.</summary>
/// <remarks>
/// Length-Prefixed-Message → Compressed-Flag (1 byte) Message-Length (4 bytes, big endian) Message. It may be spread over any number of DATA frames.
/// </remarks>
internal static class GrpcMessage
{
    public const int PrefixLength = 5;

    public static byte[] Encode(IMessage message)
    {
        var length = message.CalculateSize();
        var bytes = new byte[PrefixLength + length];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), length);
        message.WriteTo(bytes.AsSpan(PrefixLength));
        return bytes;
    }

    /// <summary>Reads a body to its end and decodes its only message.</summary>
    /// <exception cref="GrpcException">It is too long, compressed, incomplete, not alone or not of this type.</exception>
    public static async Task<T> ReadAsync<T>(PipeReader body, MessageParser<T> parser, int maxLength, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        while (true)
        {
            var result = await body.ReadAsync(cancellationToken);
            var length = LengthOf(result.Buffer, maxLength);
            if (result.Buffer.Length > PrefixLength + (length ?? maxLength))
                throw new GrpcException(GrpcStatusCode.Internal, "More than one message in a unary call.");

            if (result.IsCompleted)
            {
                if (length is null || result.Buffer.Length < PrefixLength + length)
                    throw new GrpcException(GrpcStatusCode.Internal, "The message is incomplete.");

                var message = Decode(result.Buffer.Slice(PrefixLength), parser);
                body.AdvanceTo(result.Buffer.End);
                return message;
            }

            body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static int? LengthOf(ReadOnlySequence<byte> buffer, int maxLength)
    {
        if (buffer.Length < PrefixLength)
            return null;

        Span<byte> prefix = stackalloc byte[PrefixLength];
        buffer.Slice(0, PrefixLength).CopyTo(prefix);
        if (prefix[0] != 0)
            throw new GrpcException(GrpcStatusCode.Unimplemented, "Compressed messages are not supported.");

        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        return length <= maxLength
            ? (int)length
            : throw new GrpcException(GrpcStatusCode.ResourceExhausted, $"The message has {length} bytes, the limit is {maxLength}.");
    }

    private static T Decode<T>(ReadOnlySequence<byte> bytes, MessageParser<T> parser) where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new GrpcException(GrpcStatusCode.Internal, "The message does not decode.", exception);
        }
    }
}
