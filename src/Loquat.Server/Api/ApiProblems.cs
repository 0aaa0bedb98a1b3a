using Loquat.Chat;
using Loquat.Protocol;
using Loquat.Server.Rpc;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace Loquat.Server.Api;

/// <summary>What the API refuses with: RFC 9457, the status with the meaning of the calls' error codes.</summary>
internal static class ApiProblems
{
    public static bool IsMeant(HttpContext context) => context.Request.Path.StartsWithSegments(ApiEndpoints.Prefix);

    public static ProblemHttpResult Of(int status, string? detail = null) =>
        TypedResults.Problem(detail, statusCode: status, title: ReasonPhrases.GetReasonPhrase(status));

    public static ProblemHttpResult Of(int status, Reason reason) => Of(status, reason.Text, RefusalMessage.NameOf(reason.Code), reason.Limit);

    public static IResult Of(ProtocolError error) => error switch
    {
        { Temporary: true } => new Unavailable(),
        _ when error == ProtocolError.PermissionDenied => Of(StatusCodes.Status403Forbidden, "You see it, and may not do this."),
        _ => Refused((int)error.Code, error.Message),
    };

    private static ProblemHttpResult Refused(int status, string message)
    {
        var (text, reason, limit) = RefusalMessage.Read(message);
        return Of(status, text, reason, limit);
    }

    private static ProblemHttpResult Of(int status, string text, string? reason, int? limit)
    {
        var more = new Dictionary<string, object?>();
        if (reason is not null)
            more["reason"] = reason;
        if (limit is not null)
            more["limit"] = limit;
        return TypedResults.Problem(text, statusCode: status, title: ReasonPhrases.GetReasonPhrase(status), extensions: more);
    }

    /// <summary>It may or may not have been done: again, with the same key.</summary>
    private sealed class Unavailable : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = "1";
            return Of(StatusCodes.Status503ServiceUnavailable, "The database cannot be written now. Repeat with the same Idempotency-Key.").ExecuteAsync(httpContext);
        }
    }
}
