using System.Text.Encodings.Web;
using Loquat.Chat.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Accounts;

/// <summary>Signs a browser in by the bearer token that its cookie holds; whoever is not signed in is sent to the sign-in page.</summary>
internal sealed class BearerCookieHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Authenticate authenticate)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "BearerCookie";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (BearerCookie.Read(Request) is not { } bearer)
            return AuthenticateResult.NoResult();
        if (await authenticate.ExecuteAsync(bearer, Context.RequestAborted) is not { } identity)
            return AuthenticateResult.Fail("The bearer token is unknown, expired or revoked.");

        return AuthenticateResult.Success(new AuthenticationTicket(BearerPrincipal.Of(identity, Scheme.Name), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Redirect("/login");
        return Task.CompletedTask;
    }
}
