using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Loquat.Server.Accounts;
using Loquat.Server.Pages;
using Loquat.Server.Pages.Language;
using Microsoft.AspNetCore.Antiforgery;

namespace Loquat.Server.Web;

/// <summary>The page of the client: what its build left as index.html, with what only the server knows put into its head.</summary>
internal static partial class ClientShell
{
    public static async Task<IResult> ShowAsync(HttpContext context, ClientFiles files, IAntiforgery antiforgery)
    {
        var html = await ReadAsync(files, context.RequestAborted) is { } index
            ? For(context, Placeholders().Replace(index, ""))
            : PlainPage.Html(context, context.Words.Client.NotBuilt, "cd web && npm ci && npm run build");
        var token = antiforgery.GetAndStoreTokens(context).RequestToken;
        var secrets = Meta("x-bearer", BearerCookie.Read(context.Request)) + Meta("x-csrf", token);

        // Never compressed and never kept: it holds secrets.
        context.Response.Headers.CacheControl = "no-store";
        return Results.Content(html.Replace("</head>", secrets + "</head>", StringComparison.OrdinalIgnoreCase), PlainPage.ContentType);
    }

    /// <returns>Null where the client has not been built.</returns>
    private static async Task<string?> ReadAsync(ClientFiles files, CancellationToken cancellationToken)
    {
        if (files.Root.GetFileInfo("index.html") is not { Exists: true } index)
            return null;

        using var reader = new StreamReader(index.CreateReadStream());
        return await reader.ReadToEndAsync(cancellationToken);
    }

    /// <summary>The page in somebody's language and colours, as far as it shows something before its script runs, or without one.</summary>
    private static string For(HttpContext context, string html) => html
        .Replace("<html lang=\"en\">", $"<html {PageLook.Root(context)}>", StringComparison.Ordinal)
        .Replace("<noscript></noscript>", $"<noscript><p>{HtmlEncoder.Default.Encode(context.Words.Client.NeedsScript)}</p></noscript>", StringComparison.Ordinal)
        .Replace("/manifest.webmanifest", context.Words.Client.Manifest, StringComparison.Ordinal);

    private static string Meta(string name, string? content) => $"<meta name=\"{name}\" content=\"{HtmlEncoder.Default.Encode(content ?? "")}\">\n";

    /// <summary>Whatever the client's source says in place of the real ones: a page must not hold two.</summary>
    [GeneratedRegex("""<meta\s+name="(x-bearer|x-csrf)"[^>]*>\s*""", RegexOptions.IgnoreCase)]
    private static partial Regex Placeholders();
}
