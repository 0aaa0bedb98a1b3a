using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loquat.Benchmarks.Peers;

/// <summary>The same services by SignalR: a hub with groups, over its JSON protocol.</summary>
internal static class SignalRPeer
{
    public const string Argument = "signalr-peer";
    public const string Path = "/bench";

    public static async Task RunAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSignalR(options =>
        {
            // The load says nothing while it listens, as some clients do; it is not to be dropped for that.
            options.ClientTimeoutInterval = TimeSpan.FromHours(1);
            options.KeepAliveInterval = TimeSpan.FromSeconds(25);
        });
        var app = builder.Build();
        app.MapHub<BenchHub>(Path);
        await app.RunAsync(url);
    }

    private sealed class BenchHub : Hub
    {
        public Task Subscribe(string channel) => Groups.AddToGroupAsync(Context.ConnectionId, channel);

        public Task Publish(string channel, JsonElement data) => Clients.Group(channel).SendAsync("message", channel, data);

        [SuppressMessage("Performance", "CA1822", Justification = "A hub's methods are found on its instances.")]
        public JsonElement Echo(JsonElement data) => data;
    }
}
