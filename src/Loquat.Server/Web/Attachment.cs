using System.Text;

namespace Loquat.Server.Web;

/// <summary>How a download tells its name: RFC 6266, with the name itself as RFC 8187 writes it and something like it for whoever cannot read that.</summary>
internal static class Attachment
{
    /// <param name="isShown">False for what a browser is to save and not to show.</param>
    public static string Header(bool isShown, string name)
    {
        var text = new StringBuilder(isShown ? "inline" : "attachment").Append("; filename=\"");
        foreach (var rune in name.EnumerateRunes())
            text.Append(IsPlain(rune) ? (char)rune.Value : '_');

        text.Append("\"; filename*=UTF-8''");
        foreach (var octet in Encoding.UTF8.GetBytes(name))
        {
            if (IsAttributeCharacter(octet))
                text.Append((char)octet);
            else
                text.Append('%').Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    /// <summary>Means nothing but itself between quotes; some read escapes there that others do not.</summary>
    private static bool IsPlain(Rune rune) => rune.IsAscii && ((char)rune.Value is ' ' or '.' or '-' or '_' or '(' or ')' or ',' || char.IsAsciiLetterOrDigit((char)rune.Value));

    private static bool IsAttributeCharacter(byte octet) => char.IsAsciiLetterOrDigit((char)octet) || "!#$&+-.^_`|~".Contains((char)octet, StringComparison.Ordinal);
}
