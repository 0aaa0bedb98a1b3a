using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Loquat.Server.Accounts;
using Microsoft.AspNetCore.Antiforgery;

namespace Loquat.Server.Web;

/// <summary>The page of the client: what its build left as index.html, with what only the server knows put into its head.</summary>
internal static partial class ClientShell
{
    private static readonly string NotBuilt = PlainPage.Html(
        "The client is not built", "The server runs, but web/dist was missing when it started. Build it and start again:", "cd web && npm ci && npm run build");

    public static async Task<IResult> ShowAsync(HttpContext context, ClientFiles files, IAntiforgery antiforgery)
    {
        var html = Placeholders().Replace(await ReadAsync(files, context.RequestAborted), "");
        var token = antiforgery.GetAndStoreTokens(context).RequestToken;
        var secrets = Meta("x-bearer", BearerCookie.Read(context.Request)) + Meta("x-csrf", token);

        // Never compressed and never kept: it holds secrets.
        context.Response.Headers.CacheControl = "no-store";
        return Results.Content(html.Replace("</head>", secrets + "</head>", StringComparison.OrdinalIgnoreCase), PlainPage.ContentType);
    }

    private static async Task<string> ReadAsync(ClientFiles files, CancellationToken cancellationToken)
    {
        if (files.Root.GetFileInfo("index.html") is not { Exists: true } index)
            return NotBuilt;

        using var reader = new StreamReader(index.CreateReadStream());
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private static string Meta(string name, string? content) => $"<meta name=\"{name}\" content=\"{HtmlEncoder.Default.Encode(content ?? "")}\">\n";

    /// <summary>Whatever the client's source says in place of the real ones: a page must not hold two.</summary>
    [GeneratedRegex("""<meta\s+name="(x-bearer|x-csrf)"[^>]*>\s*""", RegexOptions.IgnoreCase)]
    private static partial Regex Placeholders();
}
