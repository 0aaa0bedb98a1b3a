using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Loquat.Chat;

namespace Loquat.Server.Rpc;

/// <summary>
/// A reason in the error of a call. The protocol's error has a number and a text and nothing else, and the SDKs hand on nothing else; so the text
/// ends with what is for programs: `The text is longer than 64 characters. [text_too_long limit=64]`.
/// </summary>
internal static partial class RefusalMessage
{
    public static string NameOf(ReasonCode code) => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString());

    public static string Write(Reason reason) => reason.Limit is { } limit
        ? string.Create(CultureInfo.InvariantCulture, $"{reason.Text} [{NameOf(reason.Code)} limit={limit}]")
        : $"{reason.Text} [{NameOf(reason.Code)}]";

    /// <summary>The text for people, and what it says to programs; null if it says nothing to them.</summary>
    public static (string Text, string? Reason, int? Limit) Read(string message)
    {
        if (Form().Match(message) is not { Success: true } found)
            return (message, null, null);

        var limit = found.Groups["limit"] is { Success: true } digits ? int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : (int?)null;
        return (found.Groups["text"].Value, found.Groups["reason"].Value, limit);
    }

    [GeneratedRegex(@"^(?<text>.*) \[(?<reason>[a-z_]+)(?: limit=(?<limit>[0-9]{1,9}))?\]$", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
