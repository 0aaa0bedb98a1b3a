using System.Net;
using System.Text;

namespace Loquat.Server.EngineMode.Backends;

/// <summary>The connections to all backends; made by the first who asks, since most engines have none.</summary>
internal sealed class BackendClients : IDisposable
{
    private const int MaxAnswerBytes = 4 << 20;
    private const string UserAgent = "loquat";

    private readonly Lock _gate = new();
    private SocketsHttpHandler? _handler;

    public HttpClient Client()
    {
        lock (_gate)
            _handler ??= CreateHandler();

        // Without a timeout: each call has its own.
        var client = new HttpClient(_handler, disposeHandler: false)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        client.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent);
        return client;
    }

    public HttpClient GrpcFor(Uri endpoint)
    {
        var client = Client();
        client.BaseAddress = new UriBuilder(Uri.UriSchemeHttp, endpoint.Host, endpoint.Port).Uri;
        return client;
    }

    public void Dispose() => _handler?.Dispose();

    private static SocketsHttpHandler CreateHandler() => new()
    {
        // Nothing of one client's call may show up in another's, or at another address than the configured one.
        UseCookies = false,
        AllowAutoRedirect = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.GZip,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        EnableMultipleHttp2Connections = true,
        ActivityHeadersPropagator = null,
        // Header values go on as they came, which Kestrel decodes as UTF-8.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
    };
}
