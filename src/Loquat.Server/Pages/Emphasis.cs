using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;

namespace Loquat.Server.Pages;

/// <summary>A text in which what is put into it stands out.</summary>
internal static class Emphasis
{
    /// <param name="text">With `{0}` and so on, as in <see cref="string.Format(string, object[])"/>.</param>
    public static MarkupString Of(string text, IEnumerable<string> strong) =>
        new(string.Format(CultureInfo.InvariantCulture, Encode(text), [.. strong.Select(word => $"<b>{Encode(word)}</b>")]));

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
