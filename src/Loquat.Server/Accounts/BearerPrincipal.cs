using System.Globalization;
using System.Security.Claims;
using Loquat.Chat.Users;

namespace Loquat.Server.Accounts;

/// <summary>Who a bearer token belongs to, as requests know it.</summary>
internal static class BearerPrincipal
{
    public const string TokenClaim = "loquat:token";
    public const string ExpiryClaim = "loquat:expires";

    public static ClaimsPrincipal Of(Identity identity, string scheme) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, identity.UserId.ToString(CultureInfo.InvariantCulture)),
            new(ClaimTypes.Name, identity.Username),
            new(ClaimTypes.Role, identity.Role.ToString()),
            new(TokenClaim, identity.TokenId.ToString(CultureInfo.InvariantCulture)),
            new(ExpiryClaim, identity.ExpiresAt.ToString("O", CultureInfo.InvariantCulture)),
        ],
        scheme));
}
