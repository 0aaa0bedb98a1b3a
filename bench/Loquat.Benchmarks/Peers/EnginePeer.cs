using Loquat.Realtime.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Loquat.Benchmarks.Peers;

/// <summary>The engine in an application: for calls, which `loquat engine` leaves to a backend.</summary>
internal static class EnginePeer
{
    public const string Argument = "engine-peer";
    public const string Path = "/connection/websocket";

    public static async Task RunAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRealtimeMetrics();
        builder.Services.AddRealtime(realtime => realtime.AllowAnonymousConnectWithoutToken = true);
        var app = builder.Build();
        app.MapRealtime();
        app.MapRpc("echo", (ReadOnlyMemory<byte> data) => data);
        await app.RunAsync(url);
    }
}
