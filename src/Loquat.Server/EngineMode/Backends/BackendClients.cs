using System.Net;
using System.Text;

namespace Loquat.Server.EngineMode.Backends;

/// <summary>The connections to all backends.</summary>
internal sealed class BackendClients : IDisposable
{
    private const int MaxAnswerBytes = 4 << 20;
    private const string UserAgent = "loquat";

    private readonly SocketsHttpHandler _handler = new()
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

    public BackendClients() => Http = Create();

    public HttpClient Http { get; }

    public HttpClient GrpcFor(Uri endpoint)
    {
        var client = Create();
        client.BaseAddress = new UriBuilder(Uri.UriSchemeHttp, endpoint.Host, endpoint.Port).Uri;
        return client;
    }

    public void Dispose() => _handler.Dispose();

    /// <summary>Without a timeout: each call has its own.</summary>
    private HttpClient Create()
    {
        var client = new HttpClient(_handler, disposeHandler: false)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        client.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent);
        return client;
    }
}
