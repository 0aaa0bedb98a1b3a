using Loquat.Chat;
using Loquat.Realtime;
using Loquat.Realtime.Postgres;
using Loquat.Server.Configuration;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Nodes;

/// <summary>Where the database is PostgreSQL this server is one node of perhaps several. With SQLite it is alone.</summary>
internal static class NodesServices
{
    /// <summary>Before the engine, which takes the broker it finds.</summary>
    public static IServiceCollection AddNodes(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<NodesOptions>().Bind(configuration.GetSection(NodesOptions.Section)).ValidateDataAnnotations()
            .Validate(nodes => nodes.Timeout >= 2 * nodes.Heartbeat, "Nodes:Timeout has to be at least two heartbeats.").ValidateOnStart();
        var connectionString = configuration.GetConnectionString(nameof(ConnectionStringOptions.Chat));
        if (string.IsNullOrWhiteSpace(connectionString))
            return services;

        services.AddSingleton(provider => Backplane(connectionString, provider));
        services.AddSingleton<PostgresBroker>();
        services.AddSingleton<IBroker>(provider => provider.GetRequiredService<PostgresBroker>());
        services.AddSingleton<IPresence, PostgresPresence>();
        services.AddSingleton<INodes, PostgresNodes>();
        services.AddHostedService<NodeWatch>();
        services.AddHealthChecks().AddCheck<BackplaneCheck>("nodes");
        return services;
    }

    private static PostgresBackplane Backplane(string connectionString, IServiceProvider provider)
    {
        var nodes = provider.GetRequiredService<IOptions<NodesOptions>>().Value;
        var options = new BackplaneOptions
        {
            ConnectionString = connectionString,
            NodeId = provider.GetRequiredService<ChatDatabase>().NodeId,
            Heartbeat = nodes.Heartbeat,
            NodeTimeout = nodes.Timeout,
        };
        return new PostgresBackplane(options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<PostgresBackplane>>());
    }
}
