using System.Text;
using Loquat.Chat.Log;

namespace Loquat.Chat.Messages;

/// <summary>What may be said: something, not too much, and text that both databases and every client can hold.</summary>
internal static class PlainText
{
    /// <summary>Null if <paramref name="text"/> is fine.</summary>
    public static Reason? WhyRefused(string text, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Reason.TextEmpty;
        if (text.Length > maxLength)
            return Reason.TextTooLong(maxLength);

        // PostgreSQL cannot store NUL, and half a character cannot be written as UTF-8.
        return text.Contains('\0') || HasHalfCharacter(text) ? Reason.TextNotUnicode : null;
    }

    /// <summary>Null if a client may name its change so, or does not name it.</summary>
    public static Reason? WhyRefusedAsId(string? clientId) =>
        clientId is null || WhyRefused(clientId, Change.MaxClientIdLength) is null ? null : Reason.ClientIdInvalid;

    /// <summary>Null if it can stand below a message: any short word will do, since new emojis come every year.</summary>
    public static Reason? WhyRefusedAsEmoji(string emoji) =>
        WhyRefused(emoji, Reaction.MaxEmojiLength) is null && !emoji.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
            ? null
            : Reason.EmojiInvalid;

    /// <summary>Text that somebody has made up, as every database can be asked for it or keep it: what it could not hold is replaced, so that nothing is found by it.</summary>
    public static string Storable(string text)
    {
        if (!text.Contains('\0') && !HasHalfCharacter(text))
            return text;

        return string.Concat(text.EnumerateRunes().Select(rune => rune.Value == 0 ? Rune.ReplacementChar : rune));
    }

    private static bool HasHalfCharacter(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return true;

            i++;
        }

        return false;
    }
}
