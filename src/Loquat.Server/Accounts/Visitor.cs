using System.Globalization;
using System.Security.Claims;
using Loquat.Chat.Users;
using Loquat.Server.Rpc;

namespace Loquat.Server.Accounts;

/// <summary>Who is signed in, as <see cref="BearerPrincipal"/> says.</summary>
internal static class Visitor
{
    extension(ClaimsPrincipal principal)
    {
        public bool IsSignedIn => principal.Identity is { IsAuthenticated: true };

        public long UserId => long.Parse(principal.FindFirstValue(ClaimTypes.NameIdentifier)!, CultureInfo.InvariantCulture);

        public long TokenId => long.Parse(principal.FindFirstValue(BearerPrincipal.TokenClaim)!, CultureInfo.InvariantCulture);

        /// <summary>The same person, as calls know them.</summary>
        public Caller Caller => new(
            principal.UserId,
            principal.FindFirstValue(ClaimTypes.Name)!,
            principal.TokenId,
            DateTimeOffset.ParseExact(principal.FindFirstValue(BearerPrincipal.ExpiryClaim)!, "O", CultureInfo.InvariantCulture))
        {
            Role = Enum.Parse<UserRole>(principal.FindFirstValue(ClaimTypes.Role)!),
        };
    }
}
