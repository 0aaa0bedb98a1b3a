using Loquat.Realtime.AspNetCore.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Loquat.Realtime.AspNetCore;

/// <summary>Metrics in the text format that Prometheus reads.</summary>
public static class RealtimeMetricsExtensions
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Counts from the start of the host on, whether or not anybody asks.</summary>
    public static IServiceCollection AddRealtimeMetrics(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<PrometheusOptions, PrometheusOptionsValidator>();
        services.TryAddSingleton<EngineMeter>();
        services.TryAddSingleton<PrometheusExporter>();
        services.AddHostedService<MetricsStart>();
        return services;
    }

    /// <summary>Shows what was counted. Whoever can reach the endpoint can read it: put it where clients do not come, or a rule on it.</summary>
    public static IEndpointConventionBuilder MapRealtimeMetrics(this IEndpointRouteBuilder endpoints, string path = "/metrics")
    {
        var exporter = endpoints.ServiceProvider.GetRequiredService<PrometheusExporter>();
        return endpoints.MapGet(path, (HttpContext context) =>
        {
            context.Response.ContentType = ContentType;
            return context.Response.WriteAsync(exporter.Write(), context.RequestAborted);
        }).WithDisplayName("Realtime metrics");
    }
}
