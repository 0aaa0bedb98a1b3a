using System.Globalization;
using System.Security.Claims;
using Loquat.Chat.Users;
using Microsoft.AspNetCore.Authentication;

namespace Loquat.Server.Accounts;

/// <summary>Who a bearer token belongs to, as requests know it.</summary>
internal static class BearerPrincipal
{
    public const string TokenClaim = "loquat:token";
    public const string ExpiryClaim = "loquat:expires";

    /// <summary>A request that shows a bearer which is not known, or not looked at, is from nobody.</summary>
    public static AuthenticateResult ResultOf(BearerCheck.Verdict verdict, string scheme) => verdict is BearerCheck.Verdict.Known { Identity: var identity }
        ? AuthenticateResult.Success(new AuthenticationTicket(Of(identity, scheme), scheme))
        : AuthenticateResult.Fail("The bearer token is unknown, expired or revoked, or comes after too many of these.");

    private static ClaimsPrincipal Of(Identity identity, string scheme) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, identity.UserId.ToString(CultureInfo.InvariantCulture)),
            new(ClaimTypes.Name, identity.Username),
            new(ClaimTypes.Role, identity.Role.ToString()),
            new(TokenClaim, identity.TokenId.ToString(CultureInfo.InvariantCulture)),
            new(ExpiryClaim, identity.ExpiresAt.ToString("O", CultureInfo.InvariantCulture)),
        ],
        scheme));
}
