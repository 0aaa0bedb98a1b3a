using System.Globalization;
using Loquat.Server.Tests.EngineMode;

namespace Loquat.Server.Tests.Commands;

/// <summary>`loquat bench` against `loquat engine`. Not how fast: that there is something to tell.</summary>
public sealed class BenchCommandTests : IDisposable
{
    private const string Open = """{"client": {"insecure": true}, "channel": {"without_namespace": {"history_size": 100, "history_ttl": "60s", "allow_recovery": true}}}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loquat-bench-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("fanout --subscribers 30 --publishers 3")]
    [InlineData("fanout --subscribers 30 --rate 20")]
    [InlineData("channels --subscribers 30 --channels 10")]
    public async Task A_fan_out_arrives_and_is_timed(string scenario)
    {
        await using var engine = await EngineProcess.StartAsync($"--config {Configuration(Open)}");

        var figures = await MeasureAsync(engine, $"{scenario} --warm-up 0.2 --seconds 1");

        Assert.True(Number(figures, "deliveries per second") > 0);
        Assert.True(Number(figures, "p99, ms") >= Number(figures, "p50, ms"));
    }

    [Theory]
    [InlineData("connect --connections 50")]
    [InlineData("idle --connections 50 --seconds 0.5")]
    public async Task Connections_are_counted(string scenario)
    {
        await using var engine = await EngineProcess.StartAsync($"--config {Configuration(Open)}");

        var figures = await MeasureAsync(engine, scenario);

        Assert.True(Number(figures, "connections per second") > 0);
    }

    [Fact]
    public async Task A_storm_is_over_when_everybody_has_recovered()
    {
        await using var engine = await EngineProcess.StartAsync($"--config {Configuration(Open)}");

        var figures = await MeasureAsync(engine, "storm --connections 50 --channels 5");

        Assert.True(Number(figures, "clients per second") > 0);
    }

    [Fact]
    public async Task A_server_that_cannot_recover_is_no_measure_of_recovery()
    {
        await using var engine = await EngineProcess.StartAsync($"--config {Configuration("""{"client": {"insecure": true}}""")}");

        var (code, _, error) = await RunAsync(engine, "storm --connections 5 --channels 5");

        Assert.Equal(1, code);
        Assert.Contains("history", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_refuses_is_told()
    {
        await using var engine = await EngineProcess.StartAsync($"--config {Configuration("""{"client": {"allow_anonymous_connect_without_token": true}}""")}");

        var (code, _, error) = await RunAsync(engine, "fanout --subscribers 5");

        Assert.Equal(1, code);
        Assert.Contains("permission denied", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_sentence_and_no_stack()
    {
        var (code, _, error) = await LoquatProgram.RunAsync(_folder, $"bench connect --url ws://127.0.0.1:1/ --pid {Environment.ProcessId}");

        Assert.Equal(1, code);
        Assert.StartsWith("loquat: No connection to ws://127.0.0.1:1/", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static double Number(string figures, string name)
    {
        var line = Assert.Single(figures.Split('\n'), line => line.StartsWith(name + "\t", StringComparison.Ordinal));
        return double.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture);
    }

    private async Task<string> MeasureAsync(EngineProcess engine, string scenario)
    {
        var (code, output, error) = await RunAsync(engine, scenario);
        Assert.True(code == 0, error);
        return output;
    }

    private Task<(int Code, string Output, string Error)> RunAsync(EngineProcess engine, string scenario) =>
        LoquatProgram.RunAsync(_folder, $"bench {scenario} --repeats 1 --url {engine.WebSocketUrl} --pid {engine.Id}");

    private string Configuration(string json)
    {
        var path = Path.Combine(_folder.FullName, "engine.json");
        File.WriteAllText(path, json);
        return path;
    }
}
