using Loquat.Realtime.AspNetCore.WebSockets;
using Microsoft.AspNetCore.Http;

namespace Loquat.Realtime.AspNetCore.Cors;

/// <summary>
/// What browsers are told about our HTTP endpoints (section 6.3). A page that may not connect is served, but its browser does not let it read
/// the answer, and its visitor's cookies count for nothing (<see cref="Allows"/>).
/// </summary>
internal sealed class CorsHeaders(OriginPolicy origins)
{
    private const string PreflightSeconds = "300";

    public bool Allows(HttpRequest request) => origins.Allows(OriginOf(request), request.Host.Value ?? "");

    public void Apply(HttpContext context)
    {
        var request = context.Request;
        if (!Allows(request))
            return;

        var headers = context.Response.Headers;
        headers.AccessControlAllowCredentials = "true";
        headers.AccessControlAllowOrigin = OriginOf(request) ?? "";
        if (request.Headers.AccessControlRequestHeaders is { Count: > 0 } wanted)
            headers.AccessControlAllowHeaders = wanted;
    }

    /// <summary>Applies the headers, and answers what is not one of <paramref name="methods"/>. False if it was answered.</summary>
    public bool TryEnter(HttpContext context, bool answersPreflight, params ReadOnlySpan<string> methods)
    {
        Apply(context);
        var method = context.Request.Method;
        foreach (var served in methods)
        {
            if (HttpMethods.Equals(served, method))
                return true;
        }

        var response = context.Response;
        var allowed = string.Join(", ", [.. methods, .. answersPreflight ? [HttpMethods.Options] : Array.Empty<string>()]);
        if (answersPreflight && HttpMethods.IsOptions(method))
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            response.Headers.AccessControlAllowMethods = allowed;
            response.Headers.AccessControlMaxAge = PreflightSeconds;
            return false;
        }

        response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        response.Headers.Allow = allowed;
        return false;
    }

    private static string? OriginOf(HttpRequest request) => request.Headers.Origin is { Count: > 0 } origin ? origin.ToString() : null;
}
