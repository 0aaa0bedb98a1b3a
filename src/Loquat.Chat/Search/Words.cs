using System.Globalization;
using System.Text;

namespace Loquat.Chat.Search;

/// <summary>
/// Text as the words that it is found by, the same for what is said and for what is looked for, on every database: small letters without accents, cut
/// where something stands that is neither letter nor digit. Scripts that are written without spaces give a word for each character.
/// </summary>
internal static class Words
{
    /// <summary>Longer ones are cut: nobody types them, and they would fill the index.</summary>
    public const int MaxLength = 64;

    public static List<string> Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var isAlone = false;
        foreach (var rune in Fold(text).EnumerateRunes())
        {
            // What belongs to a letter stays with it, whatever it is.
            if (IsMark(rune))
            {
                if (word.Length > 0)
                    Append(rune);
                continue;
            }

            var isPart = Rune.IsLetterOrDigit(rune) || IsNumber(rune);
            if (isAlone || !isPart || StandsAlone(rune))
                End();
            if (!isPart)
                continue;

            isAlone = StandsAlone(rune);
            Append(rune);
        }

        End();
        return words;

        void Append(Rune rune)
        {
            if (word.Length < MaxLength - 1)
                word.Append(rune);
        }

        void End()
        {
            if (word.Length > 0)
                words.Add(word.ToString());
            word.Clear();
            isAlone = false;
        }
    }

    /// <summary>Ligatures and wide letters become plain ones, too; what belongs to a letter of another script than these stays with it.</summary>
    private static string Fold(string text)
    {
        if (Ascii.IsValid(text))
            return Lower(text);

        var bare = new StringBuilder(text.Length);
        foreach (var c in Lower(PlainUnicode(text).Normalize(NormalizationForm.FormKD)))
        {
            if (c is < '\u0300' or > '\u036f')
                bare.Append(c == 'ς' ? 'σ' : c);
        }
        return bare.ToString().Normalize(NormalizationForm.FormKC);
    }

#pragma warning disable CA1308 // Words are compared with words that were made the same way, and never shown.
    private static string Lower(string text) => text.ToLowerInvariant();
#pragma warning restore CA1308

    // Half a character cannot be normalized.
    private static string PlainUnicode(string text) => string.Concat(text.EnumerateRunes());

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsNumber(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    // Thai and Lao, Burmese, Khmer, the Japanese syllables, and the characters of China that Japan and Korea have, too.
    private static bool StandsAlone(Rune rune) => rune.Value is
        (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF) or (>= 0x3005 and <= 0x30FF)
        or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
