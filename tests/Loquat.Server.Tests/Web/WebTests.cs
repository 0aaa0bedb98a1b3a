using System.IO.Compression;
using System.Net;
using Loquat.Server.Tests.Pages;
using Loquat.Server.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Server.Tests.Web;

public sealed class WebTests(DemoOnSqlite demo) : IClassFixture<DemoOnSqlite>, IDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = demo.Server.Url };

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task The_shell_holds_the_bearer_and_is_kept_nowhere()
    {
        using var browser = new Browser(demo.Server.Url);
        await browser.SignInAsync("john", "secret");

        using var shell = await browser.GetAsync("/");

        Assert.Equal("no-store", shell.Headers.CacheControl!.ToString());
        Assert.Empty(shell.Content.Headers.ContentEncoding);
        Assert.Equal(browser.Cookie("loquat")!.Value, await browser.MetaAsync("x-bearer"));
        Assert.NotEmpty(await browser.MetaAsync("x-csrf"));
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/pages/pages.css")]
    [InlineData("/pages/contrast.css")]
    [InlineData("/health")]
    [InlineData("/no-such-page")]
    public async Task Every_answer_says_what_a_page_must_not_do(string path)
    {
        using var answer = await _http.GetAsync(path, Stop);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';", policy, StringComparison.Ordinal);
        Assert.EndsWith("base-uri 'none'; form-action 'self'; frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.True(answer.Headers.Contains("Permissions-Policy"));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_file_comes_compressed_and_a_second_time_not_at_all()
    {
        using var plain = await _http.GetAsync("/pages/pages.css", Stop);
        using var first = await SendAsync("/pages/pages.css", ("Accept-Encoding", "gzip;q=0.5, br"));
        using var second = await SendAsync("/pages/pages.css", ("Accept-Encoding", "br"), ("If-None-Match", first.Headers.ETag!.Tag));

        Assert.Equal("br", Assert.Single(first.Content.Headers.ContentEncoding));
        Assert.Equal("Accept-Encoding", Assert.Single(first.Headers.Vary));
        Assert.Equal("text/css", first.Content.Headers.ContentType!.MediaType);
        await using var brotli = new BrotliStream(await first.Content.ReadAsStreamAsync(Stop), CompressionMode.Decompress);
        Assert.Equal(await plain.Content.ReadAsStringAsync(Stop), await new StreamReader(brotli).ReadToEndAsync(Stop));
        Assert.NotEqual(plain.Headers.ETag, first.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("/pages/../appsettings.json")]
    [InlineData("/pages/%2e%2e/%2e%2e/appsettings.json")]
    [InlineData("/appsettings.json")]
    [InlineData("/index.html")]
    public async Task Nothing_outside_the_web_folder_is_served(string path)
    {
        using var answer = await _http.GetAsync(path, Stop);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_file_is_kept_once_however_its_path_is_written()
    {
        var files = demo.Server.Services.GetRequiredService<ClientFiles>();
        using var first = await _http.GetAsync("/pages/pages.css", Stop);
        var kept = files.Kept;

        for (var slashes = 2; slashes < 20; slashes++)
        {
            var many = new string('/', slashes);
            using var answer = await _http.GetAsync(new Uri($"{demo.Server.Url.GetLeftPart(UriPartial.Authority)}{many}pages{many}pages.css"), Stop);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(kept, files.Kept);
    }

    [Fact]
    public async Task Health_is_told()
    {
        Assert.Equal("Healthy", await _http.GetStringAsync("/health", Stop));
        Assert.Equal("Healthy", await _http.GetStringAsync("/health/ready", Stop));
    }

    [Fact]
    public async Task A_forwarded_address_from_nobody_we_know_means_nothing()
    {
        await using var server = await LoquatServer.StartAsync(settings: ("Loquat:SignIn:FailuresPerAddress", "1"));
        using var browser = new Browser(server.Url);
        browser.Claim("X-Forwarded-For", "203.0.113.1");
        await browser.SignInAsync("john", "guess-1");
        browser.Claim("X-Forwarded-For", "203.0.113.2");

        using var second = await browser.SignInAsync("bill", "secret");

        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
    }

    [Fact]
    public async Task A_forwarded_address_from_a_known_proxy_counts()
    {
        await using var server = await LoquatServer.StartAsync(settings: [("Loquat:SignIn:FailuresPerAddress", "1"), ("Loquat:Forwarding:Proxies:0", "127.0.0.0/8")]);
        using var browser = new Browser(server.Url);
        browser.Claim("X-Forwarded-For", "203.0.113.1");
        await browser.SignInAsync("john", "guess-1");
        browser.Claim("X-Forwarded-For", "203.0.113.2");

        using var second = await browser.SignInAsync("bill", "secret");

        Assert.Equal(HttpStatusCode.SeeOther, second.StatusCode);
    }

    private Task<HttpResponseMessage> SendAsync(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return _http.SendAsync(request, Stop);
    }
}
