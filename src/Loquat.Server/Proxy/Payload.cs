using Google.Protobuf;

namespace Loquat.Server.Proxy;

/// <summary>A payload stands in one of two fields: as it is, or as base64 where Centrifugo was told to expect binary ones.</summary>
internal static class Payload
{
    public static bool IsBinary(string encoding) => encoding == "binary";

    /// <exception cref="BadHttpRequestException">This is not base64.</exception>
    public static ReadOnlyMemory<byte> Of(ByteString data, string base64)
    {
        try
        {
            return base64.Length == 0 ? data.Memory : Convert.FromBase64String(base64);
        }
        catch (FormatException exception)
        {
            throw new BadHttpRequestException("A payload is not base64.", exception);
        }
    }

    public static ByteString Plain(ReadOnlyMemory<byte> payload, bool binary) => binary ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(payload);

    public static string Base64(ReadOnlyMemory<byte> payload, bool binary) => binary ? Convert.ToBase64String(payload.Span) : "";
}
