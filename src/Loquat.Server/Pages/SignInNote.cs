using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Loquat.Server.Pages;

/// <summary>What a failed attempt to sign in leaves for the page after its redirect: the name that was typed. Passwords are typed again.</summary>
internal sealed class SignInNote(IDataProtectionProvider protection)
{
    public const string CookieName = "loquat-note";

    private readonly IDataProtector _protector = protection.CreateProtector("Loquat.SignInNote");

    public void Leave(HttpContext context, string username) =>
        context.Response.Cookies.Append(CookieName, _protector.Protect(username), Flags(context.Request));

    /// <summary>Tells it once. Null where no attempt has failed, and where the cookie is not of our making.</summary>
    public string? Take(HttpContext context)
    {
        if (context.Request.Cookies[CookieName] is not { } note)
            return null;

        context.Response.Cookies.Delete(CookieName, Flags(context.Request));
        try
        {
            return _protector.Unprotect(note);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static CookieOptions Flags(HttpRequest request) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = request.IsHttps,
        Path = "/",
    };
}
