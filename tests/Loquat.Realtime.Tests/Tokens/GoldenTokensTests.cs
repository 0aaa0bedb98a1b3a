using System.Text.Json;
using System.Text.Json.Nodes;
using Loquat.Realtime.Tokens;
using Loquat.Testing;

namespace Loquat.Realtime.Tests.Tokens;

/// <summary>Every token in the transcripts (tests/golden/README.md) gets the verdict that the real server's answer shows.</summary>
public sealed class GoldenTokensTests : IDisposable
{
    private const string Secret = "golden-hmac-secret";

    private readonly ManualClock _clock = new();
    private readonly HttpClient _http = new();

    [Fact]
    public async Task A_recorded_connection_token_gets_the_recorded_verdict()
    {
        var verifier = new TokenVerifier(new TokenOptions { HmacSecretKey = Secret }, null, _http, _clock);
        var seen = new Dictionary<string, int>();
        foreach (var (where, token, answer) in Exchanges("connect"))
        {
            var verdict = await verifier.VerifyConnectionAsync(token, TestContext.Current.CancellationToken) switch
            {
                TokenVerdict<ConnectionToken>.Expired => "error 109",
                TokenVerdict<ConnectionToken>.Invalid => "close 3500",
                TokenVerdict<ConnectionToken>.Valid { Token: var valid } when valid.ExpireAt <= _clock.GetUtcNow() => "error 110",
                _ => "accepted",
            };
            // What is refused for other reasons than the token was accepted as a token.
            var expected = answer is "error 109" or "error 110" or "close 3500" ? answer : "accepted";
            Assert.True(verdict == expected, $"{where}: {verdict}, but the server: {answer}");
            seen[verdict] = seen.GetValueOrDefault(verdict) + 1;
        }

        Assert.Equal(["accepted", "close 3500", "error 109", "error 110"], seen.Keys.Order());
        Assert.InRange(seen["accepted"], 50, int.MaxValue);
    }

    [Fact]
    public async Task A_recorded_subscription_token_gets_the_recorded_verdict()
    {
        var verifier = new TokenVerifier(new TokenOptions { HmacSecretKey = Secret }, null, _http, _clock);
        var seen = new Dictionary<string, int>();
        foreach (var (where, token, answer) in Exchanges("subscribe"))
        {
            var verdict = await verifier.VerifySubscriptionAsync(token, TestContext.Current.CancellationToken) switch
            {
                TokenVerdict<SubscriptionToken>.Expired => "error 109",
                TokenVerdict<SubscriptionToken>.Invalid => "error 103",
                TokenVerdict<SubscriptionToken>.Valid { Token: var valid } when valid.Options.ExpireAt <= _clock.GetUtcNow() => "error 110",
                _ => "accepted",
            };
            var expected = answer is "error 109" or "error 110" or "error 103" ? answer : "accepted";
            Assert.True(verdict == expected, $"{where}: {verdict}, but the server: {answer}");
            seen[verdict] = seen.GetValueOrDefault(verdict) + 1;
        }

        Assert.Equal(["accepted", "error 103", "error 109", "error 110"], seen.Keys.Order());
    }

    public void Dispose() => _http.Dispose();

    private IEnumerable<(string Where, string Token, string Answer)> Exchanges(string command)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "golden");
        foreach (var file in Directory.EnumerateFiles(folder, "*.jsonl").Where(file => !file.EndsWith(".pb.jsonl", StringComparison.Ordinal)))
        {
            var tokens = new Dictionary<string, string>();
            var lines = File.ReadLines(file).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
            for (var index = 0; index < lines.Count; index++)
            {
                var line = lines[index];
                if (line["let"] is { } name)
                    tokens["$" + name] = Jwt.Hmac((string)line["jwt"]!["secret"]!, ClaimsOf(line["jwt"]!["claims"]!), (string)line["jwt"]!["alg"]!);
                if (CommandIn(line["send"], command) is not { Token: { } text } sent)
                    continue;

                var token = tokens.GetValueOrDefault(text, text);
                if (AnswerTo(lines.Skip(index + 1), (string?)line["at"], sent.Id) is { } answer)
                    yield return ($"{Path.GetFileName(file)}:{index + 1}", token, answer);
            }
        }
    }

    private static (int Id, string Token)? CommandIn(JsonNode? sent, string command)
    {
        if (sent is not JsonValue value || !value.TryGetValue<string>(out var text))
            return null;
        try
        {
            var message = JsonNode.Parse(text) as JsonObject;
            return message?[command] is JsonObject body
                && message["id"] is JsonValue id && id.TryGetValue<int>(out var number)
                && body["token"] is JsonValue claimed && claimed.TryGetValue<string>(out var token) && token.Length > 0
                ? (number, token)
                : null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return null; // several commands in a frame, or what is meant to be broken; an argument exception tells of a name used twice
        }
    }

    private static string? AnswerTo(IEnumerable<JsonObject> lines, string? connection, int id)
    {
        foreach (var line in lines.Where(line => (string?)line["at"] == connection))
        {
            if (line["close"] is { } close)
                return $"close {close["code"]}";
            if (line["recv"] is JsonValue value && JsonNode.Parse((string)value!) is { } reply && (int?)reply["id"] == id)
                return reply["error"] is { } error ? $"error {error["code"]}" : "accepted";
        }
        return null;
    }

    private string ClaimsOf(JsonNode claims)
    {
        var made = claims.DeepClone().AsObject();
        foreach (var (name, value) in made.ToList())
        {
            if (value is JsonObject { Count: 1 } relative && relative["now_plus"] is { } seconds)
                made[name] = _clock.GetUtcNow().ToUnixTimeSeconds() + (long)seconds;
        }
        return made.ToJsonString();
    }
}
