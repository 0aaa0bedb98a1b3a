using System.Text;
using System.Text.RegularExpressions;

namespace Loquat.Realtime.AspNetCore.ServerApi;

/// <summary>
/// A pattern of channel names: <c>*</c> any text, <c>?</c> one character, <c>[abc]</c>, <c>[a-z]</c> and <c>[!abc]</c> one of some,
/// <c>{one,two}</c> alternatives, <c>\</c> before a character that means itself.
/// </summary>
internal sealed class ChannelGlob
{
    private const int MaxLength = 1024;

    private readonly Regex _regex;

    private ChannelGlob(string regex) =>
        _regex = new Regex($"^(?:{regex})$", RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);

    /// <summary>Null if it is not a pattern. An empty one means every channel.</summary>
    public static ChannelGlob? TryParse(string pattern)
    {
        if (pattern.Length is 0 or > MaxLength)
            return pattern.Length == 0 ? new ChannelGlob(".*") : null;

        var regex = new StringBuilder();
        var depth = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '[')
            {
                if (!TryReadClass(pattern, ref i, regex))
                    return null;
                continue;
            }
            if (pattern[i] == '\\')
            {
                if (++i == pattern.Length)
                    return null;
                regex.Append(Regex.Escape(pattern[i].ToString()));
            }
            else if (!TryAppend(pattern[i], ref depth, regex))
            {
                return null;
            }
        }
        return depth == 0 ? new ChannelGlob(regex.ToString()) : null;
    }

    public bool Matches(string channel) => _regex.IsMatch(channel);

    private static bool TryAppend(char character, ref int depth, StringBuilder regex)
    {
        switch (character)
        {
            case '*':
                regex.Append(".*");
                break;
            case '?':
                regex.Append('.');
                break;
            case '{':
                depth++;
                regex.Append("(?:");
                break;
            case '}' when depth > 0:
                depth--;
                regex.Append(')');
                break;
            case ',' when depth > 0:
                regex.Append('|');
                break;
            case '}' or ']':
                return false;
            default:
                regex.Append(Regex.Escape(character.ToString()));
                break;
        }
        return true;
    }

    private static bool TryReadClass(string pattern, ref int i, StringBuilder regex)
    {
        var end = pattern.IndexOf(']', i + 1);
        var negated = i + 1 < pattern.Length && pattern[i + 1] == '!';
        var first = i + (negated ? 2 : 1);
        if (end <= first)
            return false;

        regex.Append(negated ? "[^" : "[");
        for (var at = first; at < end; at++)
        {
            // A range needs both of its ends, in their order.
            var isRange = at + 2 < end && pattern[at + 1] == '-';
            if (isRange && pattern[at] > pattern[at + 2])
                return false;

            regex.Append(Unicode(pattern[at]));
            if (isRange)
                regex.Append('-').Append(Unicode(pattern[at += 2]));
        }
        regex.Append(']');
        i = end;
        return true;
    }

    private static string Unicode(char character) => $"\\u{(int)character:X4}";
}
