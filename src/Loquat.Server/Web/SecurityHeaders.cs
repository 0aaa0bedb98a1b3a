using Loquat.Server.Configuration;

namespace Loquat.Server.Web;

/// <summary>What every answer tells the browser it must not do.</summary>
internal static class SecurityHeaders
{
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app, ServerOptions options)
    {
        var policy = ContentSecurityPolicy(ListenUrl.ParseAll(options.RealtimeUrls));
        return app.Use((context, next) =>
        {
            // When the answer begins: what goes wrong on the way takes away what was set before.
            context.Response.OnStarting(static state => ((Answer)state).Guard(), new Answer(context, policy));
            return next(context);
        });
    }

    /// <summary>No foreign host and no inline script or style: whatever slips into a page finds nothing it could load or tell.</summary>
    public static string ContentSecurityPolicy(IEnumerable<ListenUrl> realtimeUrls)
    {
        var sockets = string.Concat(realtimeUrls.SelectMany(Sockets).Select(url => " " + url));
        return "default-src 'none'; script-src 'self'; style-src 'self'; "
            + $"connect-src 'self'{sockets}; "
            + "img-src 'self' data: blob:; font-src 'self'; manifest-src 'self'; worker-src 'self'; "
            + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    }

    /// <summary>A wildcard listener has no name that a browser would know, so only its port can be said.</summary>
    private static IEnumerable<string> Sockets(ListenUrl url)
    {
        var host = url.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "*" : url.Host;
        string[] schemes = url.IsSecure ? ["wss", "https"] : ["ws", "http"];
        return schemes.Select(scheme => $"{scheme}://{host}:{url.Port}");
    }

    private sealed record Answer(HttpContext Context, string Policy)
    {
        public Task Guard()
        {
            var headers = Context.Response.Headers;
            headers.ContentSecurityPolicy = Context.GetEndpoint()?.Metadata.GetMetadata<ContentPolicy>()?.Policy ?? Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            return Task.CompletedTask;
        }
    }
}

/// <summary>Metadata of an address whose answers are held to something stricter than pages are.</summary>
internal sealed record ContentPolicy(string Policy);
