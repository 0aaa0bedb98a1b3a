using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Proxy;

/// <summary>Says that a connection came in by a listener of <see cref="ProxyOptions.Urls"/>.</summary>
internal sealed class ProxyListener
{
    public static readonly ProxyListener Instance = new();
}

/// <summary>Opens the listeners of <see cref="ProxyOptions.Urls"/>; each takes HTTP/1.1 and HTTP/2 with prior knowledge.</summary>
internal sealed class ProxyListeners(IOptions<ProxyOptions> options, Http1SideDoor http1) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions kestrel)
    {
        var endPoints = options.Value.EndPoints.ToList();
        if (endPoints.Count == 0)
            return;

        foreach (var endPoint in endPoints)
            kestrel.Listen(endPoint, Http2WithSideDoor);

        kestrel.Listen(http1.EndPoint, listen => listen.Protocols = HttpProtocols.Http1);
    }

    private void Http2WithSideDoor(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http2;
        listen.Use(next => async connection =>
        {
            connection.Features.Set(ProxyListener.Instance);
            if (await http1.SpeaksHttp2Async(connection))
                await next(connection);
            else
                await http1.HandOverAsync(connection);
        });
    }
}
