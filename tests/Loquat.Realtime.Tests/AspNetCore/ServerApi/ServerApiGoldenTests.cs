using System.Text.Json;
using System.Text.Json.Nodes;
using Loquat.Realtime.AspNetCore.ServerApi;
using Loquat.Testing.Golden;

namespace Loquat.Realtime.Tests.AspNetCore.ServerApi;

/// <summary>What the real server's API did, call by call, with clients that see what it does to them.</summary>
public sealed class ServerApiGoldenTests
{
    [Theory]
    [InlineData("api-auth")]
    [InlineData("api-batch")]
    [InlineData("api-broadcast")]
    [InlineData("api-channels-info")]
    [InlineData("api-disconnect-anonymous")]
    [InlineData("api-disconnect")]
    [InlineData("api-disconnect.pb")]
    [InlineData("api-errors-transport-config")]
    [InlineData("api-errors-transport-header")]
    [InlineData("api-presence-history")]
    [InlineData("api-publish-binary-to-json-reader")]
    [InlineData("api-publish-binary-to-json-reader.pb")]
    [InlineData("api-publish-options")]
    [InlineData("api-publish-options.pb")]
    [InlineData("api-publish")]
    [InlineData("api-refresh")]
    [InlineData("api-refresh.pb")]
    [InlineData("api-rpc")]
    [InlineData("api-subscribe-options")]
    [InlineData("api-subscribe-options.pb")]
    [InlineData("api-subscribe-unsubscribe")]
    [InlineData("api-subscribe-unsubscribe.pb")]
    [InlineData("api-unsubscribe")]
    [InlineData("api-unsubscribe.pb")]
    [InlineData("insecure-api")]
    [InlineData("publish-verbatim-api")]
    [InlineData("publish-verbatim-api.pb")]
    public async Task The_api_does_what_it_did(string name) =>
        await ReplayAsync(GoldenDifferences.ApplyTo(GoldenTranscript.Read(name)));

    [Theory]
    [InlineData("api-publish", "\"offset\":2", "\"offset\":3")]
    [InlineData("api-auth", "404 page not found", "404 page found")]
    [InlineData("api-errors-transport-header", "\"status\":416", "\"status\":400")]
    public async Task An_api_that_did_otherwise_is_noticed(string name, string recorded, string planted)
    {
        var text = GoldenDifferences.TextOf(GoldenDifferences.ApplyTo(GoldenTranscript.Read(name)));
        Assert.Contains(recorded, text, StringComparison.Ordinal);

        var changed = GoldenTranscript.Parse(name, text.Replace(recorded, planted, StringComparison.Ordinal));
        await Assert.ThrowsAsync<GoldenMismatchException>(() => ReplayAsync(changed));
    }

    private static async Task ReplayAsync(GoldenTranscript transcript)
    {
        var configuration = transcript.ReadConfiguration();
        await using var host = await ServerApiHost.StartAsync(
            api => Apply(configuration, api), options => GoldenConfiguration.Apply(configuration, options));
        await GoldenReplay.RunAsync(new RecordedServer(host), transcript);
    }

    private static void Apply(JsonElement configuration, ServerApiOptions options)
    {
        var api = configuration.GetProperty("http_api");
        options.Insecure = api.TryGetProperty("insecure", out var insecure) && insecure.GetBoolean();
        if (api.TryGetProperty("error_mode", out var mode))
            options.ErrorMode = Enum.Parse<ServerApiErrorMode>(mode.GetString()!, ignoreCase: true);
    }

    private sealed class RecordedServer(ServerApiHost host) : IGoldenServer
    {
        public Uri Url => host.Server.Url;

        public int SessionCount => host.Server.Engine.SessionCount;

        public HttpClient Api => host.Http;

        public Task<JsonNode?> CallApiAsync(string method, JsonElement request) => throw new NotSupportedException("The API has its HTTP form here.");

        public Task<GoldenCall> NextCallAsync() => throw new NotSupportedException("Nobody is asked here.");
    }
}
