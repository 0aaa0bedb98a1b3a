using Loquat.Chat.Users;
using Loquat.Server.Accounts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Loquat.Server.Pages;

/// <summary>Ends this browser's sign-in, and the connections it has opened.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class LogoutModel(RevokeToken revoke) : PageModel
{
    /// <summary>A link must not sign anybody out, so it only asks.</summary>
    public IActionResult OnGet() => User.IsSignedIn ? Page() : new SeeOther("/login");

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (User.IsSignedIn)
            await revoke.ExecuteAsync(User.UserId, User.TokenId, cancellationToken);

        BearerCookie.Delete(HttpContext);
        return new SeeOther("/login");
    }
}
