using System.Text;

namespace Loquat.Realtime.Postgres;

/// <summary>What a column of text takes: no NUL, and nothing that is not Unicode.</summary>
internal static class StoredText
{
    public static bool Takes(string text) => !text.Contains('\0') && (Ascii.IsValid(text) || IsUnicode(text));

    /// <summary>The text, or for one that the database does not take another one that is different for each.</summary>
    public static string Of(string text) => Takes(text) ? text : Convert.ToHexString(Encoding.Unicode.GetBytes(text));

    private static bool IsUnicode(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != System.Buffers.OperationStatus.Done)
                return false;

            text = text[length..];
        }
        return true;
    }
}
