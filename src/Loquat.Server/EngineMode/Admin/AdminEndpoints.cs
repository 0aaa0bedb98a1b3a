using System.Globalization;
using Loquat.Realtime.AspNetCore.ServerApi;
using Loquat.Server.Accounts;

namespace Loquat.Server.EngineMode.Admin;

/// <summary>The admin page: what this node carries, and the server API behind a password.</summary>
internal static class AdminEndpoints
{
    public static IServiceCollection AddAdmin(this IServiceCollection services, AdminSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<AdminTokens>();
        services.AddSingleton<AdminDoor>();
        return services;
    }

    /// <summary>The page below <paramref name="prefix"/>, and what it calls: <c>/admin/auth</c> and <c>/admin/api/METHOD</c>.</summary>
    public static IEndpointConventionBuilder MapAdmin(this IEndpointRouteBuilder endpoints, string prefix)
    {
        var admin = endpoints.MapGroup(prefix);
        // Without a slash at its end the page's own addresses would lead beside it.
        admin.MapGet("/", (HttpRequest request) => request.Path.Value!.EndsWith('/') ? AdminFile.Page : Results.Redirect(prefix + "/"));
        admin.MapGet("/admin.js", () => AdminFile.Script);
        admin.MapGet("/admin.css", () => AdminFile.Style);
        admin.MapPost("/admin/auth", (HttpContext context, AdminDoor door) => door.SignInAsync(context)).DisableAntiforgery();
        admin.MapPost("/admin/api/{method}", (HttpContext context, AdminDoor door) => door.CallAsync(context));
        return admin;
    }
}

/// <summary>Lets in who knows the password, and nobody who guesses.</summary>
internal sealed class AdminDoor(AdminSettings settings, AdminTokens tokens, ServerApiEndpoint api, TimeProvider time)
{
    private const string Scheme = "token ";

    // All guessers together: whoever has many addresses has no more guesses.
    private readonly FailureLimit _guesses = new(limit: 10, TimeSpan.FromMinutes(1), time);

    /// <summary>Answers a form with the password by a token; 401 if it is wrong, 429 after too many wrong ones.</summary>
    public async Task<IResult> SignInAsync(HttpContext context)
    {
        if (_guesses.Begin("") is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        var password = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync(context.RequestAborted))["password"].ToString() : "";
        if (!settings.Insecure && !tokens.Knows(password))
            return Results.Unauthorized();

        _guesses.Forgive("");
        return Results.Json(new Dictionary<string, string> { ["token"] = tokens.Issue() });
    }

    public Task CallAsync(HttpContext context)
    {
        // A header that no form and no foreign page can send: a browser that is signed in cannot be made to call.
        var shown = context.Request.Headers.Authorization.ToString();
        if (shown.StartsWith(Scheme, StringComparison.Ordinal) && tokens.IsValid(shown[Scheme.Length..]))
            return api.ServeAsync(context);

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}
