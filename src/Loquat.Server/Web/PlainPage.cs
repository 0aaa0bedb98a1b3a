using System.Text.Encodings.Web;
using Loquat.Server.Pages;
using Loquat.Server.Pages.Language;

namespace Loquat.Server.Web;

/// <summary>A page that needs nothing but its own text: shown where the rest of the server may be what is broken.</summary>
internal static class PlainPage
{
    public const string ContentType = "text/html; charset=utf-8";

    /// <param name="command">Something to type into a shell; null where the way on leads to the client.</param>
    public static string Html(HttpContext context, (string Title, string Text) said, string? command = null) => $"""
        <!doctype html>
        <html {PageLook.Root(context)}>
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Encode(said.Title)} — Loquat</title>
        {PageLook.Head(context.Theme)}
        </head>
        <body><main><div class="card">
        {PageLook.Sign}
        <h1>{Encode(said.Title)}</h1>
        <p>{Encode(said.Text)}</p>
        {(command is null ? $"<a class=\"button quiet\" href=\"/\">{Encode(context.Words.Problems.GoOn)}</a>" : $"<pre>{Encode(command)}</pre>")}
        </div></main></body>
        </html>
        """;

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
