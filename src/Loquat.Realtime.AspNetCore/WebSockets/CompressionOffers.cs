using System.Globalization;

namespace Loquat.Realtime.AspNetCore.WebSockets;

/// <summary>Reads which compression a client offers (RFC 6455, 9.1, and RFC 7692, 7).</summary>
internal static class CompressionOffers
{
    /// <summary>Each message by itself, in both directions: nothing is kept between them.</summary>
    public const string Answer = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    /// <summary>True if one of the offers is one that <see cref="Answer"/> accepts.</summary>
    /// <param name="extensions">The header, several joined by commas; null if there is none.</param>
    public static bool HasAcceptable(string? extensions)
    {
        foreach (var offer in extensions.AsSpan().Split(','))
        {
            if (IsAcceptable(extensions.AsSpan(offer)))
                return true;
        }
        return false;
    }

    private static bool IsAcceptable(ReadOnlySpan<char> offer)
    {
        var parts = offer.Split(';');
        if (!parts.MoveNext() || !offer[parts.Current].Trim().Equals("permessage-deflate", StringComparison.OrdinalIgnoreCase))
            return false;

        var seen = 0;
        while (parts.MoveNext())
        {
            var parameter = offer[parts.Current];
            var equals = parameter.IndexOf('=');
            var name = (equals < 0 ? parameter : parameter[..equals]).Trim();
            var value = equals < 0 ? default : parameter[(equals + 1)..].Trim().Trim('"');
            // An offer with what we do not know, or with something twice, is to be declined.
            if (KindOf(name, value, hasValue: equals >= 0) is not { } kind || (seen & kind) != 0)
                return false;
            seen |= kind;
        }
        return true;
    }

    private static int? KindOf(ReadOnlySpan<char> name, ReadOnlySpan<char> value, bool hasValue) => name switch
    {
        "server_no_context_takeover" when !hasValue => 1,
        "client_no_context_takeover" when !hasValue => 2,
        // We take whatever window the client uses, and have one size of our own: who could not take it would be sent what it cannot read.
        "client_max_window_bits" when !hasValue || BitsOf(value) is not null => 4,
        "server_max_window_bits" when BitsOf(value) == 15 => 8,
        _ => null,
    };

    private static int? BitsOf(ReadOnlySpan<char> value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) && bits is >= 8 and <= 15 && value[0] != '0' ? bits : null;
}
