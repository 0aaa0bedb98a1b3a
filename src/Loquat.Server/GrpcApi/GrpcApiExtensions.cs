using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Loquat.Server.GrpcApi;

/// <summary>The server API's gRPC form on a listener of its own.</summary>
internal static class GrpcApiExtensions
{
    /// <summary>Says that a connection came in by this listener.</summary>
    private sealed class Mark;

    private static readonly Mark OfTheListener = new();

    /// <summary>The listener, if it is switched on. Needs <c>AddServerApi</c>, whose calls and limits it shares; the key is its own.</summary>
    public static IServiceCollection AddGrpcApi(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<GrpcApiOptions, GrpcApiOptionsValidator>().BindConfiguration(GrpcApiOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<GrpcApiService>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<GrpcApiOptions>>((kestrel, options) =>
        {
            if (options.Value.Enabled)
                kestrel.Listen(options.Value.EndPoint, ListenForApi);
        });
        return services;
    }

    /// <summary>
    /// Takes over the requests of that listener, and only those: they see nothing of the rest of the application, and its own listeners
    /// nothing of the API. Comes first in the pipeline.
    /// </summary>
    public static void UseGrpcApi(this IApplicationBuilder app)
    {
        var service = app.ApplicationServices.GetRequiredService<GrpcApiService>();
        var branch = new ApplicationBuilder(app.ApplicationServices);
        branch.UseRouting();
        branch.UseEndpoints(service.Map);
        var api = branch.Build();

        app.Use(next => context =>
        {
            if (context.Features.Get<Mark>() is null)
                return next(context);

            // The application's own routes may have matched already; here they do not exist.
            context.SetEndpoint(null);
            context.Request.RouteValues.Clear();
            return api(context);
        });
    }

    private static void ListenForApi(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http2;
        listen.Use(next => connection =>
        {
            connection.Features.Set(OfTheListener);
            return next(connection);
        });
    }
}
