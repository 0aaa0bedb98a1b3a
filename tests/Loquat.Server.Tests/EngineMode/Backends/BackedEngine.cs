using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Loquat.Realtime;
using Loquat.Server.Configuration;
using Loquat.Server.EngineMode;
using Loquat.Testing.Golden;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Server.Tests.EngineMode.Backends;

/// <summary>The engine that `loquat engine` runs, on a free port, with a stub where its configuration expects the backend.</summary>
internal sealed class BackedEngine : IGoldenServer, IAsyncDisposable
{
    private readonly WebApplication _app;

    private BackedEngine(WebApplication app, StubBackend backend) => (_app, Backend) = (app, backend);

    public StubBackend Backend { get; }

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public int SessionCount => _app.Services.GetRequiredService<Engine>().SessionCount;

    public Uri WebSocketUrl => new(Url, "/connection/websocket");

    /// <param name="configuration">A backend is expected at the ports 8390 (HTTP) and 8391 (gRPC).</param>
    public static async Task<BackedEngine> StartAsync(string configuration)
    {
        var backend = await StubBackend.StartAsync();
        var json = configuration
            .Replace(":8390", $":{backend.HttpPort.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal)
            .Replace(":8391", $":{backend.GrpcPort.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal);
        var reading = SettingsReader.Parse(json, "the configuration", new Dictionary<string, string> { ["CENTRIFUGO_LOG_LEVEL"] = "none" });
        Assert.Empty(reading.Problems);

        var app = EngineServer.Build(reading.Settings, [new ListenUrl(Uri.UriSchemeHttp, "127.0.0.1", 0)]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new BackedEngine(app, backend);
    }

    public Task<GoldenCall> NextCallAsync() => Backend.NextCallAsync();

    /// <summary>Backends publish while they answer; here without the way through the server API.</summary>
    public async Task<JsonNode?> CallApiAsync(string method, JsonElement request)
    {
        Assert.Equal("publish", method);
        var data = Encoding.UTF8.GetBytes(request.GetProperty("data").GetRawText());
        await _app.Services.GetRequiredService<Engine>().PublishAsync(request.GetProperty("channel").GetString()!, data);
        return new JsonObject { ["result"] = new JsonObject() };
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Backend.DisposeAsync();
    }
}
