using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Loquat.Realtime.AspNetCore.ServerApi;

/// <summary>Where an application's backend reaches the engine, in the words of Centrifugo's server API.</summary>
public static class ServerApiExtensions
{
    /// <summary>Adds the server API. It needs a key (<see cref="ServerApiOptions.Key"/>), and <c>AddRealtime</c>.</summary>
    public static IServiceCollection AddServerApi(this IServiceCollection services, Action<ServerApiOptions>? configure = null)
    {
        services.AddOptionsWithValidateOnStart<ServerApiOptions, ServerApiOptionsValidator>().Configure(configure ?? (_ => { }));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ApiCalls>();
        services.TryAddSingleton<ServerApiEndpoint>();
        return services;
    }

    /// <summary>Maps the server API: POST <c>{prefix}/publish</c> and so on, and the older POST <c>{prefix}</c> with the method in the body.</summary>
    public static IEndpointConventionBuilder MapServerApi(this IEndpointRouteBuilder endpoints, string prefix = "/api")
    {
        var endpoint = endpoints.ServiceProvider.GetRequiredService<ServerApiEndpoint>();
        var api = endpoints.MapGroup(prefix);
        // Every verb: another endpoint that takes whatever is left must not answer for these.
        api.Map("/", (RequestDelegate)endpoint.InvokeAsync).WithDisplayName("Server API");
        api.Map("/{method}", (RequestDelegate)endpoint.InvokeAsync).WithDisplayName("Server API");
        return api.ExcludeFromDescription();
    }
}
