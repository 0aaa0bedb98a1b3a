using Loquat.Server.Accounts;
using Microsoft.AspNetCore.Authorization;

namespace Loquat.Server.Api;

/// <summary>The chat for whoever does not speak the real-time protocol: everything under `/v1`, described at `/v1/openapi.json`.</summary>
internal static class ApiEndpoints
{
    public const string Prefix = "/v1";

    /// <summary>
    /// The caller's own name for a change: a repeat does nothing and gets the first answer. Each parameter says so with FromHeader itself, since the
    /// compiler, which writes the delegates, sees no further than the attribute that stands there.
    /// </summary>
    public const string Key = "Idempotency-Key";

    private static readonly int[] Refusals =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound,
        StatusCodes.Status409Conflict, StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable,
    ];

    public static IServiceCollection AddApi(this IServiceCollection services) => services.AddOpenApi(ApiDescription.Document, ApiDescription.Configure);

    public static void MapApi(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi(Prefix + "/openapi.json");
        var api = app.MapGroup(Prefix).RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = ApiBearerHandler.SchemeName });
        foreach (var status in Refusals)
            api.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]));

        api.MapThreads();
        api.MapReading();
        api.MapBranches();
        api.MapMembers();
        api.MapMessages();
        api.MapFiles();
        api.MapPeople();
        api.MapTokens();

        app.MapDownloads();

        // An address that is none is answered like everything else here. As a RequestDelegate: of one that it writes itself, the compiler
        // forgets the prefix, and every address of the server would be meant.
        app.MapFallback(Prefix + "/{**rest}", context => ApiProblems.Of(StatusCodes.Status404NotFound).ExecuteAsync(context)).ExcludeFromDescription();
    }
}
