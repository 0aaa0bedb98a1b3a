using System.Net;
using System.Text;
using System.Text.Json;
using Loquat.Testing;

namespace Loquat.Server.Tests.Files;

/// <summary>Brings and fetches files as somebody, by bearer token.</summary>
internal sealed class FileClient : IDisposable
{
    private readonly HttpClient _http;

    private FileClient(Uri site, string? bearer)
    {
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = site };
        if (bearer is not null)
            _http.DefaultRequestHeaders.Add("Authorization", $"Bearer {bearer}");
    }

    public static async Task<FileClient> SignInAsync(LoquatServer server, string username) => new(server.Url, await server.BearerOfAsync(username));

    public static FileClient Nobody(LoquatServer server) => new(server.Url, bearer: null);

    public Task<Answer> UploadAsync(long thread, string name, string content, string? key = null) =>
        UploadAsync(thread, name, Encoding.UTF8.GetBytes(content), key);

    public Task<Answer> UploadAsync(long thread, string name, byte[] content, string? key = null) =>
        SendAsync(HttpMethod.Post, $"/v1/threads/{thread}/files?name={Uri.EscapeDataString(name)}", new ByteArrayContent(content), key is null ? [] : [("Idempotency-Key", key)]);

    /// <summary>The id of a new loose file.</summary>
    public async Task<long> BringAsync(long thread, string name, string content) => (await UploadAsync(thread, name, content)).FileId;

    public Task<Answer> DownloadAsync(long file, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, $"/files/{file}/x", null, headers);

    public Task<Answer> TakeBackAsync(long file) => SendAsync(HttpMethod.Delete, $"/v1/files/{file}");

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);

        using var response = await _http.SendAsync(request).Within($"{method} {path} is answered");
        var bytes = await response.Content.ReadAsByteArrayAsync().Within("the answer comes to its end");
        var all = response.Headers.NonValidated
            .Concat(response.Content.Headers.NonValidated)
            .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new Answer(response.StatusCode, bytes, all);
    }

    public void Dispose() => _http.Dispose();

    internal sealed record Answer(HttpStatusCode Status, byte[] Bytes, IReadOnlyDictionary<string, string> Headers)
    {
        public string Text => Encoding.UTF8.GetString(Bytes);

        public JsonElement Json => JsonDocument.Parse(Bytes).RootElement;

        public JsonElement File => Status == HttpStatusCode.Created ? Json.GetProperty("file") : throw new InvalidOperationException($"{Status} {Text}");

        public long FileId => File.GetProperty("id").GetInt64();

        public string Reason => Json.GetProperty("reason").GetString()!;

        public string this[string header] => Headers.GetValueOrDefault(header, "");
    }
}
