using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Loquat.Server.Pages.Language;

/// <summary>In which language a page is: the one that was chosen in the client, or else the first of the browser's that is known, or English.</summary>
internal static class PageLanguage
{
    /// <summary>The client writes it when somebody chooses; its value is a language's tag.</summary>
    public const string CookieName = "loquat-language";

    public static readonly IReadOnlyList<PageWords> All = [English.Words, German.Words];

    extension(HttpContext context)
    {
        public PageWords Words => Choose(context.Request.Cookies[CookieName], context.Request.Headers.AcceptLanguage);
    }

    public static PageWords Choose(string? chosen, StringValues accepted)
    {
        if (Find(chosen) is { } words)
            return words;
        if (!StringWithQualityHeaderValue.TryParseList(accepted, out var wanted))
            return English.Words;

        return wanted
            .Where(language => language.Quality is not 0)
            .OrderByDescending(language => language.Quality ?? 1)
            .Select(language => Find(language.Value.Value))
            .FirstOrDefault(words => words is not null) ?? English.Words;
    }

    /// <summary>A region speaks the language of its country: de-AT is de.</summary>
    private static PageWords? Find(string? tag) =>
        All.FirstOrDefault(words => tag is not null && words.Tag.Equals(tag.Split('-')[0], StringComparison.OrdinalIgnoreCase));
}
