using Loquat.Realtime;
using Loquat.Realtime.AspNetCore;
using Loquat.Realtime.AspNetCore.ServerApi;
using Loquat.Server.Configuration;
using Loquat.Server.EngineMode.Admin;
using Loquat.Server.EngineMode.Backends;
using Loquat.Server.GrpcApi;

namespace Loquat.Server.EngineMode;

/// <summary>The engine alone: no chat, no pages, no database.</summary>
internal static class EngineServer
{
    /// <param name="urls">Where clients connect.</param>
    /// <param name="time">By which everything lives; null for the system's.</param>
    public static WebApplication Build(EngineSettings settings, IReadOnlyList<ListenUrl> urls, TimeProvider? time = null)
    {
        // Everything there is to set comes from the settings.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(EngineServer).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => EngineListeners.Configure(kestrel, settings, urls));
        EngineLogging.Configure(builder.Logging, settings.Log);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        AddServices(builder.Services, settings);

        var app = builder.Build();
        if (settings.GrpcApi.Enabled)
            app.UseGrpcApi();
        app.UseRouting();
        app.UseInternalEndpoints(settings.HttpServer.InternalPort);
        MapEndpoints(app, settings);
        return app;
    }

    private static void AddServices(IServiceCollection services, EngineSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<BackendClients>();
        services.AddSingleton<BackendTable>();
        services.AddSingleton<IRealtimeApp, BackendApp>();
        services.AddRealtime(options => EngineMapping.Apply(settings, options));
        services.Configure<RealtimeHttpOptions>(options => EngineMapping.Apply(settings, options));
        services.AddRealtimeMetrics();
        AddServerApi(services, settings);
        services.AddSingleton<HealthEndpoint>();
        services.AddAdmin(settings.Admin);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Shutdown.Timeout);
    }

    private static void AddServerApi(IServiceCollection services, EngineSettings settings)
    {
        services.AddServerApi(options => EngineMapping.Apply(settings, options));
        if (!settings.GrpcApi.Enabled)
            return;

        services.AddGrpcApi();
        services.Configure<GrpcApiOptions>(options => EngineMapping.Apply(settings, options));
    }

    private static void MapEndpoints(WebApplication app, EngineSettings settings)
    {
        app.MapRealtime();
        if (EngineMapping.HasHttpApi(settings))
            app.MapServerApi(settings.HttpApi.HandlerPrefix).Internal(settings.HttpApi.External);
        if (settings.Admin.Enabled)
            app.MapAdmin(settings.Admin.HandlerPrefix).Internal(settings.Admin.External);
        if (settings.Health.Enabled)
            app.MapGet(settings.Health.HandlerPrefix, app.Services.GetRequiredService<HealthEndpoint>().InvokeAsync).Internal();
        if (settings.Prometheus.Enabled)
            app.MapRealtimeMetrics(settings.Prometheus.HandlerPrefix).Internal();
    }
}
