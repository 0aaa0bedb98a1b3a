using System.Text.Json.Nodes;
using Loquat.Server.Tests.Proxy;
using Loquat.Testing.Golden;

namespace Loquat.Server.Tests.EngineMode.Backends;

/// <summary>What the real server asked its backend, and what it made of the answers, is what `loquat engine` does.</summary>
public sealed class GoldenBackendTests
{
    /// <summary>Version 4 asked the backend for every method; its configuration in today's keys stands beside it.</summary>
    private const string ConfigurationOfVersion4 = "tutorial-v6";

    public static TheoryData<string> OverHttp => Of("http");

    public static TheoryData<string> OverGrpc => Of("grpc");

    [Theory]
    [MemberData(nameof(OverHttp))]
    public Task A_backend_is_asked_over_http_as_the_real_server_asks(string name) => ReplayAsync(GoldenTranscript.Read(name));

    [Theory]
    [MemberData(nameof(OverGrpc))]
    public Task A_backend_is_asked_over_grpc_as_the_real_server_asks(string name) => ReplayAsync(GoldenTranscript.Read(name));

    [Theory]
    [InlineData("proxy-http-connect", "\"X-Emulated\":\"e1\"", "\"X-Emulated\":\"e2\"")]
    [InlineData("proxy-http-connect", "\"meta\":{\"secret\":1}", "\"meta\":{\"secret\":2}")]
    [InlineData("proxy-grpc-rpc-failures", "\"grpc_status\":13", "\"hex\":\"\",\"message\":{},\"was\":13")]
    public async Task A_question_or_an_answer_that_went_otherwise_is_noticed(string name, string recorded, string planted)
    {
        var text = string.Join('\n', GoldenTranscript.Read(name).Lines.Select(line => line.ToJsonString()));
        var at = text.LastIndexOf(recorded, StringComparison.Ordinal);
        Assert.True(at > 0);

        var changed = GoldenTranscript.Parse(name, string.Concat(text.AsSpan(0, at), planted, text.AsSpan(at + recorded.Length)));
        await Assert.ThrowsAsync<GoldenMismatchException>(() => ReplayAsync(changed));
    }

    private static TheoryData<string> Of(string backend) =>
        [.. Transcript.With(backend).Select(row => row.Data[..^".jsonl".Length])];

    private static async Task<string> ConfigurationOfAsync(GoldenTranscript transcript)
    {
        var name = transcript.Head["config"]!.GetValue<string>();
        var isVersion4 = name.StartsWith("tutorial-v4", StringComparison.Ordinal);
        var file = Path.Combine(AppContext.BaseDirectory, "golden", "config", (isVersion4 ? ConfigurationOfVersion4 : name) + ".json");
        var configuration = JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!;
        // Without a boundary there are no namespaces: every method goes to the one backend, as it did.
        if (isVersion4)
            configuration["rpc"]!["namespace_boundary"] = "";
        return configuration.ToJsonString();
    }

    private static async Task ReplayAsync(GoldenTranscript transcript)
    {
        await using var engine = await BackedEngine.StartAsync(await ConfigurationOfAsync(transcript));
        await GoldenReplay.RunAsync(engine, transcript);
        Assert.False(engine.Backend.HasUnread, "the backend was asked once more than recorded");
    }
}
