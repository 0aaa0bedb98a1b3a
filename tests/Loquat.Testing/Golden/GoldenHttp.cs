using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Loquat.Protocol;

namespace Loquat.Testing.Golden;

/// <summary>The plain HTTP exchanges of a transcript, and the long responses that begin with one.</summary>
internal sealed partial class GoldenHttp(Uri url, GoldenComparison comparison, WireEncoding encoding, JsonObject recordedValues) : IDisposable
{
    private static readonly string[] Compared =
        ["Cache-Control", "Pragma", "Expire", "X-Accel-Buffering", "Content-Type", "Transfer-Encoding", "Sec-WebSocket-Version"];

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly Dictionary<string, GoldenStream> _streams = [];
    private HttpResponseMessage? _response;
    private string _path = "";
    private int? _announcedBytes;

    /// <summary>Some requests are too large to be written down; a note tells how large the next one is.</summary>
    public void TakeNote(string note)
    {
        if (LargePost().Match(note) is { Success: true } match)
            _announcedBytes = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    public async Task SendAsync(JsonObject line)
    {
        _path = line["path"]!.GetValue<string>();
        var headers = line["headers"]!.AsObject();
        var body = line["body_hex"] is { } hex ? WithValues(Convert.FromHexString(hex.GetValue<string>()))
            : line["body"] is { } text ? Encoding.UTF8.GetBytes(comparison.Fill(text.GetValue<string>())) : null;
        _response = await SendAsync(line["http"]!.GetValue<string>(), headers, body);
    }

    /// <returns>What is different, or null.</returns>
    public async Task<string?> ExpectAsync(string at, JsonObject line)
    {
        if (_announcedBytes is { } bytes)
            _response = await SendAsync("POST", new JsonObject { ["Content-Type"] = "application/json" }, new byte[bytes]);
        _announcedBytes = null;

        var response = _response!;
        if ((int)response.StatusCode != line["status"]!.GetValue<int>())
            return $"the status is {(int)response.StatusCode} instead of {line["status"]}";
        if (HeaderDifference(line["headers"]!.AsObject(), response) is { } difference)
            return difference;

        if (line["body"] is not { } body)
            _streams[at] = new GoldenStream(response, await response.Content.ReadAsStreamAsync(), encoding);
        else if (await response.Content.ReadAsStringAsync().Within("the body comes") is var text && text != body.GetValue<string>())
            return $"the body is '{text}'";
        return null;
    }

    public bool Has(string at) => _streams.ContainsKey(at);

    public async Task<byte[]?> NextAsync(string at) => await _streams[at].NextAsync($"{at} gets a message, or the end of its response");

    public void HangUp(string at)
    {
        _streams[at].Dispose();
        _streams.Remove(at);
    }

    public string? Surplus() => _streams
        .Select(pair => (At: pair.Key, Surplus: WithoutWhatTimeBrings(pair.Value.Rest)))
        .Where(stream => stream.Surplus.Length > 0)
        .Select(stream => $"{stream.At} got something that is not recorded: {stream.Surplus}")
        .FirstOrDefault();

    /// <summary>A transcript ends, and time does not: there are more pings, and who leaves one without an answer is closed.</summary>
    private static string WithoutWhatTimeBrings(string rest)
    {
        const string NoPong = """{"push":{"disconnect":{"code":3012,"reason":"no pong"}}}""";
        string[] brought = ["data: {}\n\n", $"data: {NoPong}\n\n", $"{NoPong}\n", "{}\n"];
        return brought.Aggregate(rest, static (text, one) => text.Replace(one, "", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        foreach (var stream in _streams.Values)
            stream.Dispose();
        _client.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(string verb, JsonObject headers, byte[]? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(url, _path));
        request.Content = body is null ? null : new ByteArrayContent(body);
        foreach (var (name, value) in headers)
        {
            var text = value!.GetValue<string>();
            if (name == "Content-Type")
                request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(text);
            else
                request.Headers.TryAddWithoutValidation(name, text);
        }

        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Within($"{verb} {_path} is answered");
    }

    /// <summary>Bytes hold what was recorded: all of these values are ids, which are as long here.</summary>
    private byte[] WithValues(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        foreach (var (name, value) in recordedValues)
        {
            var ours = comparison.Fill("$" + name);
            if (value!.GetValue<string>().Length == ours.Length)
                text = text.Replace(value.GetValue<string>(), ours, StringComparison.Ordinal);
        }

        return Encoding.Latin1.GetBytes(text);
    }

    private static string? HeaderDifference(JsonObject expected, HttpResponseMessage response)
    {
        var recorded = expected.ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.OrdinalIgnoreCase);
        var found = response.Headers.Concat(response.Content.Headers).ToDictionary(
            header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        var names = recorded.Keys.Concat(found.Keys).Where(IsCompared).Distinct(StringComparer.OrdinalIgnoreCase);
        return names
            .Where(name => Words(recorded.GetValueOrDefault(name)) != Words(found.GetValueOrDefault(name)))
            .Select(name => $"{name} is '{found.GetValueOrDefault(name)}' instead of '{recorded.GetValueOrDefault(name)}'")
            .FirstOrDefault();
    }

    /// <summary>The client's own parser changes the order of what it knows.</summary>
    private static string? Words(string? value) => value is null ? null : string.Join(", ", value.Split(',', StringSplitOptions.TrimEntries).Order());

    private static bool IsCompared(string name) =>
        name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase) || Compared.Contains(name, StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex("^POST of ([0-9]+) bytes$")]
    private static partial Regex LargePost();
}
