namespace Loquat.Server.EngineMode.Admin;

/// <summary>One file of the admin page, which lies in the program.</summary>
internal sealed class AdminFile : IResult
{
    public static readonly AdminFile Page = new("index.html", "text/html; charset=utf-8");
    public static readonly AdminFile Script = new("admin.js", "text/javascript; charset=utf-8");
    public static readonly AdminFile Style = new("admin.css", "text/css; charset=utf-8");

    private readonly byte[] _content;
    private readonly string _type;

    private AdminFile(string name, string type)
    {
        using var resource = typeof(AdminFile).Assembly.GetManifestResourceStream($"admin/{name}")
            ?? throw new InvalidOperationException($"The program was built without the admin page's {name}.");
        _content = new byte[resource.Length];
        resource.ReadExactly(_content);
        _type = type;
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-cache";
        headers["Referrer-Policy"] = "no-referrer";
        httpContext.Response.ContentType = _type;
        httpContext.Response.ContentLength = _content.Length;
        return httpContext.Response.Body.WriteAsync(_content, httpContext.RequestAborted).AsTask();
    }
}
