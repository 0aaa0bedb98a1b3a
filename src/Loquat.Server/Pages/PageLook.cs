using Loquat.Server.Pages.Language;

namespace Loquat.Server.Pages;

/// <summary>In which colours a page is: those that were chosen in the client, or else those that the system wants.</summary>
internal static class PageLook
{
    /// <summary>The client writes it when somebody chooses.</summary>
    public const string CookieName = "loquat-theme";

    /// <summary>The fruit, drawn in the page itself: a picture beside it would not know the page's colours.</summary>
    public const string Sign = """
        <svg width="44" height="44" viewBox="0 0 24 24" aria-hidden="true">
        <path class="fruit" d="M12 6.2c4.7 0 8 3 8 7.3 0 4.6-3.4 7.9-8 7.9s-8-3.3-8-7.9c0-4.3 3.3-7.3 8-7.3z"/>
        <path class="leaf" d="M12.2 6.5c.2-2.6 2-4.4 5.1-4.6-.1 2.9-1.9 4.7-5.1 4.6z"/>
        <path class="lines" d="M8.6 13.4h6.8M8.6 16.2h4.2"/>
        </svg>
        """;

    private static readonly string[] Themes = ["light", "dark", "contrast"];

    extension(HttpContext context)
    {
        /// <summary>What was chosen; null for whatever the system wants.</summary>
        public string? Theme => Array.Find(Themes, theme => theme == context.Request.Cookies[CookieName]);
    }

    /// <summary>The attributes of a page's root: its language and the colours that were chosen.</summary>
    public static string Root(HttpContext context)
    {
        var (words, theme) = (context.Words, context.Theme);
        return $"lang=\"{words.Tag}\" dir=\"{words.Direction}\"" + (theme is null ? "" : $" data-theme=\"{theme}\"");
    }

    /// <summary>What stands in the head of a page for its colours, and for those of the bars around it.</summary>
    public static string Head(string? theme) => $"""
        <meta name="color-scheme" content="light dark">
        {Bar("light", "#fbfaf7", theme)}{Bar("dark", "#171614", theme)}<link rel="stylesheet" href="/pages/tokens.css">
        {More(theme)}<link rel="stylesheet" href="/pages/pages.css">
        """;

    private static string Bar(string scheme, string colour, string? theme)
    {
        if (theme == scheme)
            return $"<meta name=\"theme-color\" content=\"{colour}\">\n";

        return theme is "light" or "dark" ? "" : $"<meta name=\"theme-color\" content=\"{colour}\" media=\"(prefers-color-scheme: {scheme})\">\n";
    }

    /// <summary>Who chose light or dark has chosen; who chose neither may have asked the system for more contrast.</summary>
    private static string More(string? theme) => theme switch
    {
        null => "<link rel=\"stylesheet\" href=\"/pages/contrast.css\" media=\"(prefers-contrast: more)\">\n",
        "contrast" => "<link rel=\"stylesheet\" href=\"/pages/contrast.css\">\n",
        _ => "",
    };
}
