using System.Text;
using System.Text.Json.Nodes;

namespace Loquat.Testing.Golden;

/// <summary>An API line of a transcript as an HTTP request, and its comparison with what comes back.</summary>
internal sealed class GoldenApiCall(JsonObject line, GoldenComparison comparison)
{
    private const string Key = "golden-api-key";

    /// <returns>The first difference, or null.</returns>
    public async Task<string?> RunAsync(HttpClient api)
    {
        using var request = Request();
        using var response = await api.SendAsync(request).Within("the API answers");
        var body = await response.Content.ReadAsStringAsync().Within("the API's answer ends");

        var status = line["status"]!.GetValue<int>();
        if ((int)response.StatusCode != status)
            return $"the API answered {(int)response.StatusCode} instead of {status}: {body}";
        if (line["content_type"]?.GetValue<string>() is { } type && response.Content.Headers.ContentType?.ToString() != type)
            return $"the API's answer is {response.Content.Headers.ContentType} instead of {type}";
        if (line["response"] is { } expected)
            // Filled, because connection ids are names of fields, too.
            return comparison.Difference(JsonNode.Parse(comparison.Fill(expected.ToJsonString(GoldenTranscript.Plain))), JsonNode.Parse(body));
        return line["response_text"]?.GetValue<string>() is { } text && text != body ? $"the API answered '{body}' instead of '{text}'" : null;
    }

    private HttpRequestMessage Request()
    {
        var path = line["path"]?.GetValue<string>() ?? "/api/" + line["api"]!.GetValue<string>();
        var text = line["request_text"]?.GetValue<string>() ?? GoldenMoments.Resolve(line["request"])!.ToJsonString(GoldenTranscript.Plain);
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(comparison.Fill(text), Encoding.UTF8, "application/json"),
        };
        if (line["no_key"] is null)
            request.Headers.Add("X-API-Key", line["key"]?.GetValue<string>() ?? Key);
        foreach (var (name, value) in line["headers"]?.AsObject() ?? [])
        {
            if (name == "Content-Type")
                request.Content.Headers.ContentType = new(value!.GetValue<string>());
            else
                request.Headers.TryAddWithoutValidation(name, value!.GetValue<string>());
        }
        return request;
    }
}
