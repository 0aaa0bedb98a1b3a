using System.Text.Encodings.Web;
using Loquat.Server.Pages;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Accounts;

/// <summary>Signs a browser in by the bearer token that its cookie holds; whoever is not signed in is sent to the sign-in page.</summary>
internal sealed class BearerCookieHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, BearerCheck bearers)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "BearerCookie";

    private TimeSpan? _wait;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (BearerCookie.Read(Request) is not { } bearer)
            return AuthenticateResult.NoResult();

        var verdict = await bearers.ExecuteAsync(bearer, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        _wait = (verdict as BearerCheck.Verdict.TooMany)?.Wait;
        return BearerPrincipal.ResultOf(verdict, Scheme.Name);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // Perhaps they are signed in: to sign in again would be no help.
        if (_wait is { } wait)
            RetryAfter.Refuse(Response, wait);
        else
            Response.Redirect("/login");
        return Task.CompletedTask;
    }
}
