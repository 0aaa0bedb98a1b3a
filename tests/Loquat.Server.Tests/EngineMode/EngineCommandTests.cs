using System.Text.Json;
using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Server.Tests.EngineMode;

public sealed class EngineCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loquat-engine-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_engine_alone_serves_clients_health_and_metrics()
    {
        await using var engine = await EngineProcess.StartAsync($"--config {File("""{"client": {"insecure": true}, "prometheus": {"enabled": true}, "rpc": {"ping": {"enabled": true}}}""")}");
        using var http = new HttpClient { BaseAddress = engine.Url };
        await using var alice = await ProtocolClient.ConnectAsync(engine.WebSocketUrl);
        await using var bill = await ProtocolClient.ConnectAsync(engine.WebSocketUrl, encoding: WireEncoding.Protobuf);

        await alice.SubscribeAsync("news");
        await bill.SubscribeAsync("news");
        await bill.PublishAsync("news", "1");
        await alice.NextPublicationAsync();
        Assert.Equal("", await alice.RpcAsync("ping"));
        var refusal = await Assert.ThrowsAsync<RefusedException>(() => alice.RpcAsync("other"));

        Assert.Equal(104u, refusal.Error.Code);
        Assert.Equal("{}", await http.GetStringAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken).Within("/health answers"));
        var page = await MetricsAsync(http);
        Assert.Equal(2, page["centrifugo_node_num_clients"]);
        Assert.Equal(2, page["centrifugo_node_num_subscriptions"]);
        Assert.Equal(1, page["centrifugo_node_num_channels"]);
        // The other one is the health check's.
        Assert.Equal(2, page["centrifugo_node_messages_received_count{type=\"publication\"}"]);
        Assert.Equal(3, page["loquat_deliveries_total"]);
        Assert.Equal(2, page["loquat_commands_total{command=\"Rpc\"}"]);
        Assert.Equal(1, page["centrifugo_client_num_reply_errors{code=\"104\"}"]);
    }

    [Fact]
    public async Task Variables_alone_are_enough()
    {
        await using var engine = await EngineProcess.StartAsync(environment: Profiles.Variables(Profiles.Environments["c"]));
        await using var alice = await ProtocolClient.ConnectAsync(engine.WebSocketUrl);

        var subscribed = await alice.SubscribeAsync("recovery:news");

        Assert.True(subscribed.Recoverable);
        var unknown = await Assert.ThrowsAsync<RefusedException>(() => alice.SubscribeAsync("unknown:news"));
        Assert.Equal(102u, unknown.Error.Code);
        using var http = new HttpClient { BaseAddress = engine.Url };
        var metrics = await http.GetAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken).Within("/metrics answers");
        Assert.Equal(404, (int)metrics.StatusCode);
    }

    [Fact]
    public async Task Who_is_connected_is_told_to_come_back_when_it_stops()
    {
        await using var engine = await EngineProcess.StartAsync($"--config {File("""{"client": {"insecure": true}, "engine": {"type": "redis"}, "shutdown": {"timeout": "5s"}}""")}");
        await using var alice = await ProtocolClient.ConnectAsync(engine.WebSocketUrl);

        var stopping = engine.StopAsync();

        Assert.Equal((3001, "shutdown"), await alice.Closed);
        Assert.Equal(0, await stopping);
        var logged = engine.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Contains(logged, line => line.GetProperty("Message").GetString()!.Contains("engine is known to Centrifugo", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_an_internal_port_clients_find_nothing_but_their_transports()
    {
        var port = FreePort.Take();
        await using var engine = await EngineProcess.StartAsync($"--config {File($$$"""{"client": {"insecure": true}, "prometheus": {"enabled": true}, "http_server": {"internal_port": {{{port}}}}}""")}");
        using var http = new HttpClient();
        await using var alice = await ProtocolClient.ConnectAsync(engine.WebSocketUrl);

        foreach (var path in new[] { "/health", "/metrics" })
        {
            using var pretending = new HttpRequestMessage(HttpMethod.Get, new Uri(engine.Url, path)) { Headers = { Host = $"127.0.0.1:{port}" } };
            Assert.Equal(404, (int)(await http.SendAsync(pretending, TestContext.Current.CancellationToken).Within("the clients' port answers")).StatusCode);
            var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}{path}"), TestContext.Current.CancellationToken).Within("the internal port answers");
            Assert.Equal(200, (int)answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("engine --config")]
    [InlineData("config check --engine")]
    public async Task A_mistake_is_told_by_its_key_and_without_a_stack(string command)
    {
        var (code, errors) = await EngineProcess.RunAsync($"{command} {File("""{"client": {"ping_interval": true}, "sse": {"enabled": "maybe"}}""")}");

        Assert.Equal(1, code);
        Assert.Equal(
            "loquat: client.ping_interval must be a duration like \"300s\" or \"1m30s\".\nloquat: sse.enabled must be true or false.\n",
            errors.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_in_a_sentence()
    {
        var (code, errors) = await EngineProcess.RunAsync("engine --config /nowhere/config.json");

        Assert.Equal(1, code);
        Assert.StartsWith("loquat: Could not find", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    private string File(string json)
    {
        var path = Path.Combine(_folder.FullName, "config.json");
        System.IO.File.WriteAllText(path, json);
        return path;
    }

    private static async Task<PrometheusPage> MetricsAsync(HttpClient http) =>
        PrometheusPage.Parse(await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken).Within("/metrics answers"));
}
