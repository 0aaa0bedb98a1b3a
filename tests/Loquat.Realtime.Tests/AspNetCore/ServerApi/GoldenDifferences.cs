using System.Globalization;
using System.Text.RegularExpressions;
using Loquat.Testing.Golden;

namespace Loquat.Realtime.Tests.AspNetCore.ServerApi;

/// <summary>Where we differ from what is recorded, on purpose.</summary>
internal static class GoldenDifferences
{
    private const string Accepted = """
        "status":200,"response":{"result":{}}}
        """;

    private const string BadRequest = """
        "status":200,"response":{"error":{"code":107,"message":"bad request"}}}
        """;

    private static readonly (string Transcripts, string Recorded, string Ours)[] All =
    [
        // Other verbs than POST are tested by themselves: these lines are plain HTTP exchanges.
        ("api-auth", """\{"at":"h".*\n""", ""),

        // What is measured has other names here, and is read from /metrics.
        ("api-channels-info", ""","metrics":\{"interval".*?\}\}""", ""),

        // A Close frame carries codes from 3000 to 4999 and 123 bytes of reason, and never goes without one.
        ("api-disconnect", Closed("x{140}", "e", 1006, ""), Refused()),
        ("api-disconnect", Closed("five", "g0", 5000), Refused()),
        ("api-disconnect", Closed("hundred", "g1", 100), Refused()),
        ("api-disconnect", """("at":"g2","close":\{"code":3500,"reason":)""" + "\"\"", "$1\"force disconnect\""),
        ("api-disconnect", Closed("only reason", "g3", 0), Refused()),
        ("api-disconnect", Closed("zero", "g4", 0), Refused()),
        ("api-disconnect", Closed("low", "g5", 2999), Refused()),

        // What was missed follows the push that says from where; there it is lost.
        ("api-subscribe-options", """\{"nothing_for_ms":300\}\n(?=.*"channel":"([^"]*)")""", Missed(2) + Missed(3)),
    ];

    public static GoldenTranscript ApplyTo(GoldenTranscript transcript)
    {
        var text = TextOf(transcript);
        foreach (var (_, recorded, ours) in All.Where(difference => difference.Transcripts == transcript.Name.Split('.')[0]))
        {
            Assert.Matches(recorded, text);
            text = Regex.Replace(text, recorded, ours);
        }
        return GoldenTranscript.Parse(transcript.Name, text);
    }

    public static string TextOf(GoldenTranscript transcript) =>
        string.Join('\n', transcript.Lines.Select(line => line.ToJsonString(GoldenTranscript.Plain)));

    private static string Closed(string reason, string at, int code, string? told = null) =>
        $$"""("reason":"{{reason}}"\}\},){{Regex.Escape(Accepted)}}\n\{"at":"{{at}}","close":\{"code":{{code}},"reason":"{{told ?? reason}}"\}\}""";

    private static string Refused() => "$1" + BadRequest;

    private static string Missed(int n) => """
        {"at":"a","recv":"{\"push\":{\"channel\":\"$1\",\"pub\":{\"data\":{\"n\":N},\"offset\":N}}}"}

        """.Replace("N", n.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
