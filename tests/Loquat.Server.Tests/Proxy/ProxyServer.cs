using System.Net;
using Loquat.Realtime;
using Loquat.Server.Proxy;
using Loquat.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loquat.Server.Tests.Proxy;

/// <summary>An application with one listener of its own and one for the proxy, on real sockets.</summary>
internal sealed class ProxyServer : IAsyncDisposable
{
    public const string OwnPage = "/own";

    private readonly WebApplication _host;

    private ProxyServer(WebApplication host, RecordedLog log)
    {
        (_host, Log) = (host, log);
        var addresses = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
        Own = new Uri(addresses[0]);
        Proxy = new Uri(addresses[1]);
        Http2 = new HttpClient { BaseAddress = Proxy, DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        Http1 = new HttpClient { BaseAddress = Proxy };
    }

    public Uri Own { get; }

    public Uri Proxy { get; }

    /// <summary>Talks to the proxy's listener in HTTP/2 with prior knowledge.</summary>
    public HttpClient Http2 { get; }

    /// <summary>Talks to the proxy's listener in HTTP/1.1.</summary>
    public HttpClient Http1 { get; }

    public RecordedLog Log { get; }

    public static async Task<ProxyServer> StartAsync(IRealtimeApp app, TimeProvider? time = null, params (string Key, string Value)[] settings)
    {
        var log = new RecordedLog();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddInMemoryCollection([new("Proxy:Urls", "http://127.0.0.1:0")]);
        builder.Configuration.AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        builder.Logging.AddProvider(log);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(app);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddProxy();
        var host = builder.Build();
        host.UseProxy();
        host.MapGet(OwnPage, () => "own");
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new ProxyServer(host, log);
    }

    public async ValueTask DisposeAsync()
    {
        Http1.Dispose();
        Http2.Dispose();
        await _host.DisposeAsync();
    }
}
