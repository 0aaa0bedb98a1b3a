using Loquat.Realtime.AspNetCore;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Loquat.Server.Web;

/// <summary>What browsers and load balancers ask for.</summary>
internal static class WebEndpoints
{
    public static void MapWeb(this IEndpointRouteBuilder app)
    {
        app.MapRazorPages();
        app.MapGet("/", ClientShell.ShowAsync).RequireAuthorization();
        app.MapHealthChecks("/health", new HealthCheckOptions { Predicate = static _ => false });
        app.MapHealthChecks("/health/ready");
        app.MapRealtimeMetrics().RequireLocal();
    }

    /// <summary>Before routing and before anybody asks who is there: files are the same for everybody.</summary>
    public static IApplicationBuilder UseClientFiles(this IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        if (!await context.RequestServices.GetRequiredService<ClientFiles>().TryServeAsync(context))
            await next(context);
    });
}
