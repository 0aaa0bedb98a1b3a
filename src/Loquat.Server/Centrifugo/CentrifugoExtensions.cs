using System.Net;
using Loquat.Chat;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Centrifugo;

internal static class CentrifugoExtensions
{
    /// <summary>
    /// With Centrifugo:Api set, announcements go there in place of the announcer that is registered; with Centrifugo:Command set, that program is
    /// kept running. With neither nothing changes.
    /// </summary>
    public static IServiceCollection AddCentrifugo(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<CentrifugoOptions, CentrifugoOptionsValidator>().BindConfiguration(CentrifugoOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        var section = configuration.GetSection(CentrifugoOptions.Section);

        // Before the announcer, and so stopped after it: what still waits then goes out.
        if (!string.IsNullOrEmpty(section[nameof(CentrifugoOptions.Command)]))
            services.AddHostedService(provider => new CentrifugoProcess(
                OptionsOf(provider), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));

        if (!string.IsNullOrEmpty(section[nameof(CentrifugoOptions.Api)]))
            services.AddAnnouncer();

        return services;
    }

    private static void AddAnnouncer(this IServiceCollection services)
    {
        services.AddHttpClient(CentrifugoApi.HttpClientName, (provider, http) =>
        {
            var options = OptionsOf(provider);
            http.BaseAddress = options.BaseAddress;

            // The API sets a limit for each call, by the clock that is given.
            http.Timeout = Timeout.InfiniteTimeSpan;
            http.DefaultRequestVersion = options.UsesGrpc ? HttpVersion.Version20 : HttpVersion.Version11;
        })
        .UseSocketsHttpHandler((handler, _) => handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5))
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        .RemoveAllLoggers();
        services.TryAddSingleton(provider => new CentrifugoAnnouncer(
            new CentrifugoApi(
                provider.GetRequiredService<IHttpClientFactory>().CreateClient(CentrifugoApi.HttpClientName),
                OptionsOf(provider), provider.GetRequiredService<TimeProvider>()),
            OptionsOf(provider), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CentrifugoAnnouncer>>()));
        services.Replace(ServiceDescriptor.Singleton<IAnnouncer>(provider => provider.GetRequiredService<CentrifugoAnnouncer>()));
        services.AddHostedService(provider => provider.GetRequiredService<CentrifugoAnnouncer>());
    }

    private static CentrifugoOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<CentrifugoOptions>>().Value;
}
