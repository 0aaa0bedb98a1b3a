using Loquat.Chat;
using Loquat.Chat.Users;

namespace Loquat.Server.Accounts;

/// <summary>Verifies a name and a password and gives this browser its cookie.</summary>
internal sealed class SessionStart(SignIn signIn, ChatOptions chat, TimeProvider time, ILogger<SessionStart> logger)
{
    /// <summary>False if name or password is wrong; which one is nobody's business.</summary>
    public async Task<bool> TryAsync(HttpContext context, string username, string password)
    {
        var device = context.Request.Headers.UserAgent.ToString();
        if (await signIn.ExecuteAsync(username, password, device, context.RequestAborted) is not SignIn.Result.SignedIn signedIn)
            return false;

        BearerCookie.Write(context, signedIn.Bearer, time.GetUtcNow() + chat.TokenLifetime);
        logger.SignedIn(signedIn.User.Id);
        return true;
    }
}
