using Loquat.Chat.Users;
using Loquat.Server.Accounts;

namespace Loquat.Server.Pages;

/// <summary>Ends this browser's sign-in, and the connections it has opened.</summary>
internal sealed class LogoutPage(RevokeToken revoke)
{
    /// <summary>A link must not sign anybody out, so it only asks.</summary>
    public static IResult Show(HttpContext context) =>
        context.User.IsSignedIn ? new PageResult<Logout, LogoutView>(new LogoutView(context.User.Identity!.Name!)) : new SeeOther("/login");

    public async Task<IResult> SubmitAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.User.IsSignedIn)
            await revoke.ExecuteAsync(context.User.UserId, context.User.TokenId, cancellationToken);

        BearerCookie.Delete(context);
        return new SeeOther("/login");
    }
}
