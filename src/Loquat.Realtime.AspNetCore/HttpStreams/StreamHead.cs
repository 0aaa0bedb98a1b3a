using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;

namespace Loquat.Realtime.AspNetCore.HttpStreams;

/// <summary>The head of a response that must reach its client message by message, whatever stands between.</summary>
internal static class StreamHead
{
    public static Task StartAsync(HttpContext context, StreamForm form)
    {
        var headers = context.Response.Headers;
        context.Response.ContentType = form.ContentType;
        headers.CacheControl = "private, no-cache, no-store, must-revalidate, max-age=0";
        headers.Pragma = "no-cache";
        // Sic: what clients of the protocol know.
        headers["Expire"] = "0";
        headers["X-Accel-Buffering"] = "no";
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
            headers.Connection = "keep-alive";

        LiftLimits(context.Features);
        return FlushHeadAsync(context, headers);
    }

    private static async Task FlushHeadAsync(HttpContext context, IHeaderDictionary headers)
    {
        var body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        // Something wraps the server's own body, most likely compression, which would gather and keep a window for each connection. It leaves
        // alone what says that it is encoded.
        if (!ReferenceEquals(body, context.Features.Get<IHttpResponseFeature>()))
            headers[HeaderNames.ContentEncoding] = "identity";
        body.DisableBuffering();
        await body.StartAsync(context.RequestAborted);
        await body.Writer.FlushAsync(context.RequestAborted);
    }

    /// <summary>Rules for responses that end. How long a silent or slow client may stay is the engine's decision here.</summary>
    private static void LiftLimits(IFeatureCollection features)
    {
        features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        if (features.Get<IHttpMinResponseDataRateFeature>() is { } writing)
            writing.MinDataRate = null;
    }
}
