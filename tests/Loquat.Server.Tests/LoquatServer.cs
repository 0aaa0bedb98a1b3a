using Loquat.Chat.Users;
using Loquat.Protocol;
using Loquat.Server.Hosting;
using Loquat.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Server.Tests;

/// <summary>The real server in this process, on a free port, with a folder of its own that is deleted at the end.</summary>
public sealed class LoquatServer : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _settings;
    private readonly bool _isDemo;
    private WebApplication? _app;

    private LoquatServer(bool isDemo, Dictionary<string, string?> settings) => (_isDemo, _settings) = (isDemo, settings);

    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("loquat-test-");

    /// <summary>Of the pages.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <summary>Of the connections on the pages' own listener.</summary>
    public Uri WebSocketUrl => new(Url, "/connection/websocket");

    public IServiceProvider Services => _app!.Services;

    public IConfiguration Configuration { get; private set; } = new ConfigurationManager();

    /// <param name="postgres">A connection string; null for a SQLite file.</param>
    public static async Task<LoquatServer> StartAsync(string? postgres = null, bool isDemo = true, params (string Key, string Value)[] settings)
    {
        var given = settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value);
        var server = new LoquatServer(isDemo, given);
        given.TryAdd("Loquat:Data", server.Folder.FullName);
        given.TryAdd("Loquat:Urls", "http://127.0.0.1:0");
        // Tests write faster than people do.
        given.TryAdd("Loquat:Rates:Enabled", "false");
        given["Realtime:Http:ShutdownSpread"] = "00:00:00";
        given.TryAdd("Logging:LogLevel:Default", "Warning");
        given.TryAdd("Logging:LogLevel:Microsoft", "Error");
        if (postgres is not null)
            given["ConnectionStrings:Chat"] = postgres;
        await server.StartAsync();
        return server;
    }

    /// <summary>Stops the server, with everything it holds in memory, and starts another on the same data.</summary>
    public Task RestartAsync() => RestartAsync(() => Task.CompletedTask);

    /// <param name="meanwhile">Happens to the data while no server runs.</param>
    /// <param name="postgres">Where the data is from now on; null: where it was.</param>
    public async Task RestartAsync(Func<Task> meanwhile, string? postgres = null)
    {
        await StopAsync();
        await meanwhile();
        if (postgres is not null)
            _settings["ConnectionStrings:Chat"] = postgres;
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Folder.Delete(recursive: true);
    }

    /// <summary>A new sign-in of somebody, without its page.</summary>
    public async Task<string> BearerOfAsync(string username, string password = "secret")
    {
        await using var scope = Services.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<SignIn>().ExecuteAsync(username, password, "test", CancellationToken.None);
        return Assert.IsType<SignIn.Result.SignedIn>(result).Bearer;
    }

    /// <summary>Somebody's connection, with a sign-in of its own.</summary>
    public async Task<Guest> ConnectAsync(string username, WireEncoding encoding = WireEncoding.Json, bool followsThreads = false) =>
        await Guest.ConnectAsync(WebSocketUrl, await BearerOfAsync(username), encoding, followsThreads);

    private async Task StartAsync()
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(_settings);
        Configuration = configuration;
        _app = ChatServer.Build(configuration, new ServeMode(_isDemo));
        await Preparation.PrepareAsync(_app.Services, CancellationToken.None).Within("the database is ready");
        await _app.StartAsync().Within("the server starts");
        Url = new Uri(_app.Urls.First());
    }

    private async Task StopAsync()
    {
        if (_app is null)
            return;

        await _app.StopAsync().Within("the server stops");
        await _app.DisposeAsync();
        _app = null;
    }
}
