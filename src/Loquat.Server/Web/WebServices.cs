using Loquat.Server.Accounts;
using Loquat.Server.Configuration;
using Loquat.Server.Hosting;
using Loquat.Server.Pages;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;

namespace Loquat.Server.Web;

/// <summary>Pages, the client's files, and what protects both.</summary>
internal static class WebServices
{
    public static IServiceCollection AddWeb(this IServiceCollection services, ServerOptions options, DataFolder data)
    {
        services.AddScoped<LoginPage>().AddScoped<LogoutPage>().AddScoped<SetupPage>().AddSingleton<SignInNote>();
        services.AddExceptionHandler<OutagePage>();
        services.AddSingleton(new ClientFiles(WebRoot.Find()));
        services.AddHealthChecks().AddCheck<DatabaseCheck>("database").AddCheck<KeysCheck>("keys").AddCheck<StoppingCheck>("stopping");
        services.AddDataProtection().SetApplicationName("loquat").PersistKeysToFileSystem(new DirectoryInfo(data.Keys));
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "loquat-csrf";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.HeaderName = "x-csrf";
        });
        ReadKeysWhenNeeded(services);
        services.Configure<ForwardedHeadersOptions>(forwarded => Trust(forwarded, options.Forwarding));
        return services;
    }

    /// <summary>The cookie, and the limits around it.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddAuthentication(BearerCookieHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, BearerCookieHandler>(BearerCookieHandler.SchemeName, configureOptions: null)
            .AddScheme<AuthenticationSchemeOptions, ApiBearerHandler>(ApiBearerHandler.SchemeName, configureOptions: null);
        services.AddAuthorization();
        services.AddSingleton<SetupCode>();
        services.AddSingleton<SignInLimit>();
        services.AddSingleton<BearerCheck>();
        services.AddHostedService<SignInUpkeep>();
        services.AddHostedService<FileUpkeep>();
        services.AddScoped<SessionStart>();
        services.AddScoped<DemoAccounts>();
        return services;
    }

    /// <summary>
    /// Keys that are read at the start bring XML and OpenSSL with them, eight megabytes, and there is no switch for it. The first form that needs a
    /// key reads them just as well.
    /// </summary>
    private static void ReadKeysWhenNeeded(IServiceCollection services)
    {
        var keys = typeof(DataProtectionOptions).Assembly;
        foreach (var reader in services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == keys).ToList())
            services.Remove(reader);
    }

    private static void Trust(ForwardedHeadersOptions forwarded, ForwardingOptions options)
    {
        // The defaults trust whoever is on loopback; here nobody is trusted who is not named.
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        if (options.Proxies.Count == 0)
            return;

        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        foreach (var proxy in options.Proxies)
        {
            if (IPNetworksAttribute.TryParse(proxy, out var network))
                forwarded.KnownIPNetworks.Add(network);
        }
    }
}
