using Loquat.Testing;

namespace Loquat.Server.Tests.Web;

public class MetricsTests
{
    [Fact]
    public async Task Metrics_are_for_this_machine_alone()
    {
        await using var server = await LoquatServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Url };

        var page = PrometheusPage.Parse(await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken).Within("/metrics answers"));
        Assert.Equal("gauge", page.Types["centrifugo_node_num_clients"]);

        http.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.1");
        var forwarded = await http.GetAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken).Within("/metrics answers again");
        Assert.Equal(404, (int)forwarded.StatusCode);
    }
}
