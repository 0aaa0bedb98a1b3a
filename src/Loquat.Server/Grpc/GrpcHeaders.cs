using System.Globalization;
using System.Text;

namespace Loquat.Server.Grpc;

/// <summary>What gRPC writes into HTTP headers and trailers.</summary>
internal static class GrpcHeaders
{
    public const string ContentType = "application/grpc";
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Timeout = "grpc-timeout";
    public const string AcceptEncoding = "grpc-accept-encoding";

    /// <summary>True for <c>application/grpc</c> and <c>application/grpc+proto</c>, with or without parameters.</summary>
    public static bool IsGrpc(string? contentType)
    {
        var type = contentType.AsSpan();
        var parameters = type.IndexOf(';');
        type = (parameters < 0 ? type : type[..parameters]).Trim();
        return type.Equals(ContentType, StringComparison.OrdinalIgnoreCase) || type.Equals("application/grpc+proto", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Percent-Encoded → 1*(%x20-%x24 / %x26-%x7E / "%" 2HEXDIG), of the text's UTF-8.</summary>
    public static string EncodeMessage(string message)
    {
        var encoded = new StringBuilder(message.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(message))
            _ = octet is >= 0x20 and <= 0x7E and not (byte)'%' ? encoded.Append((char)octet) : encoded.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");

        return encoded.ToString();
    }

    public static string DecodeMessage(string encoded) => Uri.UnescapeDataString(encoded);

    /// <summary>TimeoutValue → 1*8DIGIT, TimeoutUnit → H / M / S / m / u / n. Null if it is not that.</summary>
    public static TimeSpan? ParseTimeout(string timeout)
    {
        if (timeout.Length is < 2 or > 9 || !long.TryParse(timeout.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return null;

        return timeout[^1] switch
        {
            'H' => TimeSpan.FromHours(value),
            'M' => TimeSpan.FromMinutes(value),
            'S' => TimeSpan.FromSeconds(value),
            'm' => TimeSpan.FromMilliseconds(value),
            'u' => TimeSpan.FromMicroseconds(value),
            'n' => TimeSpan.FromTicks(value / TimeSpan.NanosecondsPerTick),
            _ => null,
        };
    }

    public static string FormatTimeout(TimeSpan timeout) => string.Create(CultureInfo.InvariantCulture, $"{(long)timeout.TotalMilliseconds}m");
}
