using System.Text.Encodings.Web;
using Loquat.Chat;
using Loquat.Server.Api;
using Loquat.Server.Pages;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Accounts;

/// <summary>
/// Says who a request to the API is from: by the bearer token of its Authorization header, or by the cookie of one of our own pages. Other sites'
/// pages can make a browser send the cookie, too; to change something a cookie therefore counts only where the browser says that the page is ours.
/// </summary>
internal sealed class ApiBearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, BearerCheck bearers)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiBearer";

    private const string Prefix = "Bearer ";

    private TimeSpan? _wait;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (ReadBearer() is not { } bearer)
            return AuthenticateResult.NoResult();

        var verdict = await bearers.ExecuteAsync(bearer, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        _wait = (verdict as BearerCheck.Verdict.TooMany)?.Wait;
        return BearerPrincipal.ResultOf(verdict, Scheme.Name);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_wait is { } wait)
            return ApiProblems.Of(StatusCodes.Status429TooManyRequests, Reason.TooManyAttempts(RetryAfter.Refuse(Response, wait))).ExecuteAsync(Context);

        Response.Headers.WWWAuthenticate = "Bearer";
        return ApiProblems.Of(StatusCodes.Status401Unauthorized, "Show a bearer token. A cookie counts for requests of our own pages only.").ExecuteAsync(Context);
    }

    private string? ReadBearer()
    {
        if (Request.Headers.Authorization.ToString() is { Length: > 0 } header)
            return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : null;

        return ChangesNothing(Request.Method) || IsFromOurPage(Request) ? BearerCookie.Read(Request) : null;
    }

    private static bool ChangesNothing(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    /// <summary>Every browser sends one of the two with a request that changes something, and no page can forge them.</summary>
    private static bool IsFromOurPage(HttpRequest request) => request.Headers.Origin.ToString() is { Length: > 0 } origin
        ? origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
        : request.Headers["Sec-Fetch-Site"] == "same-origin";
}
