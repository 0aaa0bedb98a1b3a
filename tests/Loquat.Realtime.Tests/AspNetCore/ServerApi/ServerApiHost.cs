using Loquat.Realtime.AspNetCore;
using Loquat.Realtime.AspNetCore.ServerApi;
using Loquat.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Realtime.Tests.AspNetCore.ServerApi;

/// <summary>A server with the API, and a caller of it.</summary>
internal sealed class ServerApiHost : IAsyncDisposable
{
    public const string Key = "golden-api-key";

    private ServerApiHost(RealtimeServer server) =>
        (Server, Http) = (server, new HttpClient { BaseAddress = new Uri(server.Url.GetLeftPart(UriPartial.Authority)) });

    public RealtimeServer Server { get; }

    /// <summary>Shows no key by itself.</summary>
    public HttpClient Http { get; }

    public static async Task<ServerApiHost> StartAsync(
        Action<ServerApiOptions>? api = null, Action<RealtimeOptions>? realtime = null, Action<IServiceCollection>? services = null) =>
        new(await RealtimeServer.StartAsync(new ServerSetup
        {
            Realtime = realtime ?? (_ => { }),
            Http = options => options.AllowedOrigins.Add("*"),
            Services = collection =>
            {
                services?.Invoke(collection);
                collection.AddServerApi(options =>
                {
                    options.Key = Key;
                    api?.Invoke(options);
                });
            },
            Map = app =>
            {
                app.MapRealtime();
                app.MapServerApi();
            },
        }));

    /// <summary>Calls a method, with the key.</summary>
    public async Task<(int Status, string Body)> CallAsync(string method, string request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, $"/api/{method}") { Content = new StringContent(request) };
        message.Headers.Add("X-API-Key", Key);
        return await SendAsync(message);
    }

    public async Task<(int Status, string Body)> SendAsync(HttpRequestMessage message)
    {
        using var response = await Http.SendAsync(message, TestContext.Current.CancellationToken).Within("the API answers");
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }
}
