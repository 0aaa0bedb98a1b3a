using System.Net;
using System.Text.RegularExpressions;

namespace Loquat.Server.Tests.Pages;

/// <summary>Keeps cookies, sends forms with their hidden fields, and goes where it is sent only when told to.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http;

    /// <param name="host">Another name for the site, as if it had one.</param>
    public Browser(Uri site, string? host = null)
    {
        var handler = new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false };
        _http = new HttpClient(handler) { BaseAddress = site };
        _http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        _http.DefaultRequestHeaders.Host = host;
    }

    public Cookie? Cookie(string name) => _cookies.GetCookies(_http.BaseAddress!)[name];

    /// <summary>As if a script of the site had written the cookie.</summary>
    public void Keep(string name, string value) => _cookies.Add(_http.BaseAddress!, new Cookie(name, value, "/"));

    /// <summary>Sends a header with every request from now on.</summary>
    public void Claim(string header, string value)
    {
        _http.DefaultRequestHeaders.Remove(header);
        _http.DefaultRequestHeaders.Add(header, value);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(path);

    /// <summary>Asks how the page is, and not for the page.</summary>
    public Task<HttpResponseMessage> AskAsync(string path) => _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

    public Task<string> ReadAsync(string path) => _http.GetStringAsync(path);

    /// <summary>Opens the page, fills its form and sends it.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string path, params (string Name, string Value)[] fields)
    {
        var page = await (await GetAsync(path)).Content.ReadAsStringAsync();
        return await PostAsync(path, [("__RequestVerificationToken", TokenIn(page)), .. fields]);
    }

    /// <summary>Sends a form that no page of ours has shown.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) =>
        _http.PostAsync(path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    public Task<HttpResponseMessage> SignInAsync(string username, string password) =>
        SubmitAsync("/login", ("username", username), ("password", password));

    /// <summary>What the client's shell holds in a meta element.</summary>
    public async Task<string> MetaAsync(string name) => WebUtility.HtmlDecode(
        Regex.Match(await ReadAsync("/"), $"<meta name=\"{name}\" content=\"([^\"]*)\">").Groups[1].Value);

    public void Dispose() => _http.Dispose();

    /// <summary>What the form on the page has to bring with it.</summary>
    public static string TokenIn(string page) => WebUtility.HtmlDecode(HiddenToken().Match(page).Groups[1].Value);

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="([^"]*)""")]
    private static partial Regex HiddenToken();
}
