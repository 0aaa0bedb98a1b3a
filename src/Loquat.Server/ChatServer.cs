using System.Text.Encodings.Web;
using Loquat.Chat;
using Loquat.Server.Api;
using Loquat.Server.Centrifugo;
using Loquat.Server.Configuration;
using Loquat.Server.Embedded;
using Loquat.Server.Hosting;
using Loquat.Server.Nodes;
using Loquat.Server.People;
using Loquat.Server.Proxy;
using Loquat.Server.Rates;
using Loquat.Server.Web;
using Microsoft.Extensions.Options;

namespace Loquat.Server;

/// <summary>The server: what it consists of, and what a request passes through.</summary>
internal static class ChatServer
{
    public static WebApplication Build(IConfiguration configuration, ServeMode mode)
    {
        var builder = CreateBuilder(configuration);
        var options = configuration.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new ServerOptions();
        var data = new DataFolder(options.Data);

        builder.WebHost.ConfigureKestrel(kestrel => Listeners.Configure(kestrel, options));
        builder.Services
            .AddSingleton(mode)
            .AddSingleton(data)
            .AddSingleton<KeyFiles>()
            .AddSingleton<FileClaim>()
            .AddSingleton<DatabaseOutage>()
            .AddSingleton(Options.Create(options))
            .AddConfiguredChat(configuration)
            .AddNodes(configuration)
            .AddEmbeddedRealtime(configuration, options)
            .AddPeople()
            .AddProxy()
            .AddCentrifugo(configuration)
            .AddAccounts()
            .AddWeb(options, data)
            .AddApi()
            .ConfigureHttpJsonOptions(json => WriteLikeTheLog(json.SerializerOptions));

        var app = builder.Build();
        app.UseProxy();
        app.UseForwardedHeaders();
        app.Use(next => RealtimeOnly.Keep(EmbeddedServices.Prefix, next));
        app.UseSecurityHeaders(options);
        app.UseProblemPages();
        app.UseClientFiles();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseApiRates();
        app.MapWeb();
        app.MapEmbeddedRealtime();
        app.MapApi();
        return app;
    }

    /// <summary>No sources but those that were read already: whoever asks the host sees what was checked.</summary>
    private static WebApplicationBuilder CreateBuilder(IConfiguration configuration)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(ChatServer).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.Configuration.AddConfiguration(configuration);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        builder.Logging.AddConfiguration(configuration.GetSection("Logging")).AddSimpleConsole(console => console.SingleLine = true);
        return builder;
    }

    /// <summary>One message looks the same in an answer and in a publication.</summary>
    private static void WriteLikeTheLog(System.Text.Json.JsonSerializerOptions json)
    {
        json.TypeInfoResolverChain.Insert(0, ApiBodies.Default);
        json.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
        json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        foreach (var converter in ChatJson.Plain.Options.Converters)
            json.Converters.Add(converter);
    }
}
