using Loquat.Realtime.AspNetCore;
using Loquat.Server.Pages;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Loquat.Server.Web;

/// <summary>What browsers and load balancers ask for.</summary>
internal static class WebEndpoints
{
    public static void MapWeb(this IEndpointRouteBuilder app)
    {
        app.MapPages();
        app.MapGet("/", ClientShell.ShowAsync).RequireAuthorization();
        app.MapHealthChecks("/health", new HealthCheckOptions { Predicate = static _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteReasonsAsync });
        app.MapRealtimeMetrics().RequireLocal();
    }

    /// <summary>One word, and for whoever has to mend it the reasons.</summary>
    private static Task WriteReasonsAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        var reasons = report.Entries.Values.Where(entry => entry.Status != HealthStatus.Healthy).Select(entry => $"\n{entry.Description}");
        return context.Response.WriteAsync(report.Status + string.Concat(reasons));
    }

    /// <summary>Before routing and before anybody asks who is there: files are the same for everybody.</summary>
    public static IApplicationBuilder UseClientFiles(this IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        if (!await context.RequestServices.GetRequiredService<ClientFiles>().TryServeAsync(context))
            await next(context);
    });
}
