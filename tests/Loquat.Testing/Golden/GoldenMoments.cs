using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Loquat.Testing.Golden;

/// <summary>What a transcript says relative to the time at which it is replayed: <c>{"now_plus":n}</c>, and tokens that hold it.</summary>
internal static class GoldenMoments
{
    /// <summary>The same with the seconds of this moment in the place of relative ones.</summary>
    public static JsonNode? Resolve(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } relative when relative["now_plus"] is { } seconds => Now() + seconds.GetValue<long>(),
        JsonObject fields => new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, Resolve(field.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Resolve)]),
        _ => node?.DeepClone(),
    };

    /// <summary>Signs what a line describes.</summary>
    public static string Token(JsonNode jwt)
    {
        if (jwt["alg"]!.GetValue<string>() is not "HS256" and var algorithm)
            throw new NotSupportedException($"No token of a transcript that is made anew is signed with {algorithm}.");

        var content = $"{Base64("""{"alg":"HS256","typ":"JWT"}""")}.{Base64(Resolve(jwt["claims"])!.ToJsonString(GoldenTranscript.Plain))}";
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(jwt["secret"]!.GetValue<string>()), Encoding.UTF8.GetBytes(content));
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static string Base64(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
