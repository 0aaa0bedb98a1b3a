using System.Net;

namespace Loquat.Server.Web;

/// <summary>What is for this machine alone. To everybody else it does not exist.</summary>
internal static class LocalOnly
{
    public static TBuilder RequireLocal<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(endpoint =>
        {
            var answer = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context => IsLocal(context) ? answer(context) : RefuseAsync(context);
        });
        return endpoints;
    }

    /// <summary>A proxy on this machine is local, and those it speaks for are not.</summary>
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For")
        && !context.Request.Headers.ContainsKey("Forwarded")
        && !context.Request.Headers.ContainsKey("Via");

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
