using System.Globalization;
using System.Security.Claims;

namespace Loquat.Server.Accounts;

/// <summary>Who is signed in, as <see cref="BearerCookieHandler"/> said.</summary>
internal static class Visitor
{
    extension(ClaimsPrincipal principal)
    {
        public bool IsSignedIn => principal.Identity is { IsAuthenticated: true };

        public long UserId => long.Parse(principal.FindFirstValue(ClaimTypes.NameIdentifier)!, CultureInfo.InvariantCulture);

        public long TokenId => long.Parse(principal.FindFirstValue(BearerCookieHandler.TokenClaim)!, CultureInfo.InvariantCulture);
    }
}
