namespace Loquat.Chat.Messages;

/// <summary>What may be said: something, not too much, and text that both databases and every client can hold.</summary>
internal static class PlainText
{
    /// <summary>Null if <paramref name="text"/> is fine.</summary>
    public static string? WhyRefused(string text, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "The text is empty.";
        if (text.Length > maxLength)
            return $"The text is longer than {maxLength} characters.";

        // PostgreSQL cannot store NUL, and half a character cannot be written as UTF-8.
        return text.Contains('\0') || HasHalfCharacter(text) ? "The text is not valid Unicode." : null;
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
