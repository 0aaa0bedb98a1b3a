using System.Net;
using System.Text;
using System.Text.Json;
using Loquat.Testing;

namespace Loquat.Server.Tests.Api;

/// <summary>Calls the API as somebody.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    public ApiClient(Uri site, string? bearer = null)
    {
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = site };
        if (bearer is not null)
            _http.DefaultRequestHeaders.Add("Authorization", $"Bearer {bearer}");
    }

    public static async Task<ApiClient> SignInAsync(LoquatServer server, string username) => new(server.Url, await server.BearerOfAsync(username));

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);

        using var response = await _http.SendAsync(request).Within($"{method} {path} is answered");
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(
            response.StatusCode,
            text.Length == 0 ? default : JsonDocument.Parse(text).RootElement,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.Location?.ToString(),
            response.Headers.WwwAuthenticate.ToString(),
            response.Headers.RetryAfter?.ToString());
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, string? body = null, string? key = null) => SendAsync(HttpMethod.Post, path, body, Keyed(key));

    public Task<Answer> PutAsync(string path, string? body = null, string? key = null) => SendAsync(HttpMethod.Put, path, body, Keyed(key));

    public Task<Answer> PatchAsync(string path, string body, string? key = null) => SendAsync(HttpMethod.Patch, path, body, Keyed(key));

    public Task<Answer> DeleteAsync(string path, string? key = null) => SendAsync(HttpMethod.Delete, path, null, Keyed(key));

    public void Dispose() => _http.Dispose();

    private static (string, string)[] Keyed(string? key) => key is null ? [] : [("Idempotency-Key", key)];

    internal sealed record Answer(HttpStatusCode Status, JsonElement Body, string? ContentType, string? Location, string Challenge, string? RetryAfter)
    {
        public JsonElement this[string name] => Body.GetProperty(name);
    }
}
