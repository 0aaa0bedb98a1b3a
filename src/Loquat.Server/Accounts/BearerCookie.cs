using Loquat.Server.Configuration;

namespace Loquat.Server.Accounts;

/// <summary>The cookie that holds a browser's bearer token.</summary>
internal static class BearerCookie
{
    public const string Name = "loquat";

    public static string? Read(HttpRequest request) => request.Cookies[Name] is { Length: > 0 } bearer ? bearer : null;

    public static void Write(HttpContext context, string bearer, DateTimeOffset expiresAt) =>
        context.Response.Cookies.Append(Name, bearer, Flags(context.Request, expiresAt));

    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(Name, Flags(context.Request, expiresAt: null));

    /// <summary>
    /// True if a browser keeps our cookie: over TLS, or on this machine. Whoever asks for another name than loopback comes over a network,
    /// and there a bearer must not travel in the clear.
    /// </summary>
    public static bool IsKept(HttpRequest request) => request.IsHttps || ListenUrl.IsLoopbackHost(request.Host.Host);

    private static CookieOptions Flags(HttpRequest request, DateTimeOffset? expiresAt) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = request.IsHttps || !ListenUrl.IsLoopbackHost(request.Host.Host),
        Path = "/",
        Expires = expiresAt,
        IsEssential = true,
    };
}
