using System.Security.Claims;
using Loquat.Chat;
using Loquat.Chat.Users;
using Loquat.Server.Accounts;
using Loquat.Server.Pages;
using Loquat.Server.Rates;

namespace Loquat.Server.Api;

/// <summary>How whoever is no browser comes by a bearer token, and gets rid of it.</summary>
internal static class TokenEndpoints
{
    private const int MaxPasswordLength = 1_024;

    public static void MapTokens(this RouteGroupBuilder api)
    {
        var tokens = api.MapGroup("/tokens").WithTags("Tokens").ChangesOneself();
        tokens.MapPost("", CreateAsync)
            .AllowAnonymous()
            .Answers<TokenAnswer>("createToken", "Signs in with a name and a password. The token is shown this once.", StatusCodes.Status201Created);
        tokens.MapDelete("/current", async (ClaimsPrincipal user, RevokeToken revoke, CancellationToken stop) =>
                await revoke.ExecuteAsync(user.UserId, user.TokenId, stop) ? TypedResults.NoContent() : (IResult)ApiProblems.Of(StatusCodes.Status404NotFound))
            .AnswersNothing("revokeToken", "Ends the sign-in that this request shows, and its connections.");
    }

    private static async Task<IResult> CreateAsync(
        SignInBody body, HttpContext context, SignIn signIn, SignInLimit limit, ChatOptions chat, TimeProvider time, CancellationToken stop)
    {
        if (body.Username.Length > User.MaxNameLength || body.Password.Length > MaxPasswordLength)
            return ApiProblems.Of(StatusCodes.Status400BadRequest, Reason.CredentialsTooLong);

        // Attempts at a name are remembered with it, so that it must not be of any length.
        var address = context.Connection.RemoteIpAddress;
        if (limit.Begin(address, body.Username) is { } wait)
            return ApiProblems.Of(StatusCodes.Status429TooManyRequests, Reason.TooManyAttempts(RetryAfter.Refuse(context.Response, wait)));
        if (await signIn.ExecuteAsync(body.Username, body.Password, body.Device ?? context.Request.Headers.UserAgent.ToString(), stop)
            is not SignIn.Result.SignedIn signedIn)
        {
            return ApiProblems.Of(StatusCodes.Status401Unauthorized, Reason.WrongCredentials);
        }

        limit.Forgive(address, body.Username);
        return TypedResults.Created((string?)null, new TokenAnswer(signedIn.Bearer, time.GetUtcNow() + chat.TokenLifetime, signedIn.User));
    }

    /// <param name="Device">What the list of sign-ins calls it.</param>
    internal sealed record SignInBody(string Username, string Password, string? Device = null);

    internal sealed record TokenAnswer(string Token, DateTimeOffset ExpiresAt, SignedInUser User);
}
