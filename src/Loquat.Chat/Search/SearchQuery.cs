namespace Loquat.Chat.Search;

/// <summary>
/// What somebody looks for: messages with all of these phrases, by one of these people. Whatever was typed, here it is words of letters and digits and
/// names; nothing of it is anybody's syntax.
/// </summary>
/// <param name="Authors">Names as they were typed; none for anybody.</param>
internal sealed record SearchQuery(IReadOnlyList<Phrase> Phrases, IReadOnlyList<string> Authors)
{
    public const int MaxLength = 256;

    private const string From = "from:";

    /// <summary>Null if it can be looked for; else why not.</summary>
    public static Reason? TryParse(string text, out SearchQuery query)
    {
        var (phrases, authors) = (new List<Phrase>(), new List<string>());
        query = new SearchQuery(phrases, authors);
        if (text.Length > MaxLength)
            return Reason.TextTooLong(MaxLength);

        var rest = text.AsSpan().Trim();
        while (!rest.IsEmpty)
        {
            if (rest.StartsWith(From, StringComparison.OrdinalIgnoreCase))
            {
                var name = Take(rest[From.Length..], out rest, out _).TrimStart('@');
                if (!name.IsEmpty)
                    authors.Add(name.ToString());
                continue;
            }

            var part = Take(rest, out rest, out var isQuoted);
            var words = Words.Of(part.ToString());
            // One letter begins too many words to be of use.
            if (words.Count > 0)
                phrases.Add(new Phrase(words, IsOpen: rest.IsEmpty && !isQuoted && words[^1].Length > 1));
        }

        return phrases.Count + authors.Count == 0 ? Reason.SearchEmpty : null;
    }

    /// <summary>Whether a text has everything that is looked for.</summary>
    public bool IsIn(string text)
    {
        if (Phrases.Count == 0)
            return true;

        var words = Words.Of(text);
        return Phrases.All(phrase => phrase.IsIn(words));
    }

    /// <summary>What stands in quotes, or else until the next space or quote. A quote that does not end goes to the end.</summary>
    private static ReadOnlySpan<char> Take(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest, out bool isQuoted)
    {
        isQuoted = !text.IsEmpty && IsQuote(text[0]);
        var start = isQuoted ? 1 : 0;
        var end = start;
        while (end < text.Length && !IsQuote(text[end]) && (isQuoted || !char.IsWhiteSpace(text[end])))
            end++;

        rest = text[(isQuoted && end < text.Length ? end + 1 : end)..].TrimStart();
        return text[start..end];
    }

    // Also as phones write them.
    private static bool IsQuote(char c) => c is '"' or '“' or '”' or '„';
}

/// <summary>Words that follow each other.</summary>
/// <param name="IsOpen">The last one is the beginning of a word.</param>
internal sealed record Phrase(IReadOnlyList<string> Words, bool IsOpen)
{
    public bool IsIn(IReadOnlyList<string> words)
    {
        for (var start = 0; start + Words.Count <= words.Count; start++)
        {
            if (StandsAt(words, start))
                return true;
        }
        return false;
    }

    private bool StandsAt(IReadOnlyList<string> words, int start)
    {
        for (var i = 0; i < Words.Count; i++)
        {
            var word = words[start + i];
            if (IsOpen && i == Words.Count - 1 ? !word.StartsWith(Words[i], StringComparison.Ordinal) : word != Words[i])
                return false;
        }
        return true;
    }
}
