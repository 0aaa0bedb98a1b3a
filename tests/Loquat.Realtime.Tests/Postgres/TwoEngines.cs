using Loquat.Realtime.AspNetCore;
using Loquat.Realtime.AspNetCore.ServerApi;
using Loquat.Realtime.Postgres;
using Loquat.Realtime.Tests.AspNetCore;
using Loquat.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loquat.Realtime.Tests.Postgres;

/// <summary>Two web servers with an engine each on one PostgreSQL, for all tests of a class. Users are named by a header.</summary>
public sealed class TwoEngines(PostgresServer postgres) : IAsyncLifetime
{
    private readonly List<RealtimeServer> _servers = [];
    private readonly List<PostgresBackplane> _backplanes = [];

    internal RealtimeServer A => _servers[0];

    internal RealtimeServer B => _servers[1];

    internal PostgresBackplane BackplaneOf(RealtimeServer server) => _backplanes[_servers.IndexOf(server)];

    internal static Task<ProtocolClient> ConnectAsync(RealtimeServer server, string user) =>
        ProtocolClient.ConnectAsync(server.Url, headers: ("X-User", user));

    public async ValueTask InitializeAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        for (var i = 0; i < 2; i++)
        {
            var backplane = new PostgresBackplane(
                new BackplaneOptions { ConnectionString = database }, TimeProvider.System, NullLogger<PostgresBackplane>.Instance);
            _backplanes.Add(backplane);
            _servers.Add(await RealtimeServer.StartAsync(SetUp(backplane)));
            await backplane.StartAsync(CancellationToken.None).Within("the backplane starts");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.StopAsync();
            await server.DisposeAsync();
        }
        foreach (var backplane in _backplanes)
            await backplane.DisposeAsync();
    }

    private static ServerSetup SetUp(PostgresBackplane backplane) => new()
    {
        Realtime = options =>
        {
            options.UserIdHeader = "X-User";
            options.Namespaces["kept"] = new ChannelOptions
            {
                HistorySize = 100,
                HistoryTtl = TimeSpan.FromMinutes(5),
                AllowSubscribeForClient = true,
                AllowPublishForClient = true,
                AllowHistoryForClient = true,
                ForcePositioning = true,
                ForceRecovery = true,
            };
            options.Namespaces["newest"] = new ChannelOptions
            {
                HistorySize = 1,
                HistoryTtl = TimeSpan.FromMinutes(5),
                AllowSubscribeForClient = true,
                ForcePositioning = true,
            };
            options.Namespaces["people"] = new ChannelOptions
            {
                AllowSubscribeForClient = true,
                AllowPresenceForClient = true,
                Presence = true,
                JoinLeave = true,
                ForcePushJoinLeave = true,
            };
        },
        Http = options => options.KeptHeaders.Add("X-User"),
        Services = services =>
        {
            services.AddSingleton<IBroker>(new PostgresBroker(backplane));
            services.AddSingleton<IPresence>(new PostgresPresence(backplane));
            services.AddSingleton<INodes>(new PostgresNodes(backplane));
            services.AddServerApi(api => api.Key = "key");
        },
        Map = app =>
        {
            app.MapRealtime();
            app.MapServerApi();
        },
    };

    internal static async Task<HttpResponseMessage> CallAsync(RealtimeServer server, string method, string json)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("X-API-Key", "key");
        using var body = new StringContent(json);
        return await http.PostAsync(new Uri(server.Url, $"/api/{method}"), body).Within($"{method} is answered");
    }
}
