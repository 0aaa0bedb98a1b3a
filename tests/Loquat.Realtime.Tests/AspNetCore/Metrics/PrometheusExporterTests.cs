using System.Diagnostics.Metrics;
using Loquat.Realtime.AspNetCore;
using Loquat.Realtime.AspNetCore.Metrics;
using Loquat.Testing;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.Tests.AspNetCore.Metrics;

public sealed class PrometheusExporterTests : IDisposable
{
    private readonly string _name = $"Test.{Guid.NewGuid()}";
    private readonly Meter _meter;
    private readonly PrometheusExporter _exporter;

    public PrometheusExporterTests()
    {
        _meter = new Meter(_name);
        _exporter = Exporter(maxSeries: 3);
        _exporter.Start();
    }

    public void Dispose()
    {
        _exporter.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void A_counter_is_added_up_for_each_combination_of_labels()
    {
        var counter = _meter.CreateCounter<long>("loquat.commands", description: "Commands received.");
        counter.Add(2, new KeyValuePair<string, object?>("command", "rpc"));
        counter.Add(3, new KeyValuePair<string, object?>("command", "rpc"));
        counter.Add(1, new KeyValuePair<string, object?>("command", "publish"));

        Assert.Equal(
            """
            # HELP loquat_commands_total Commands received.
            # TYPE loquat_commands_total counter
            loquat_commands_total{command="publish"} 1
            loquat_commands_total{command="rpc"} 5

            """.ReplaceLineEndings("\n"),
            _exporter.Write());
    }

    [Fact]
    public void A_gauge_goes_up_and_down_and_is_zero_before()
    {
        var sessions = _meter.CreateUpDownCounter<int>("loquat.sessions");
        Assert.Equal(0, Page()["centrifugo_node_num_clients"]);

        sessions.Add(3);
        sessions.Add(-1);

        Assert.Equal(2, Page()["centrifugo_node_num_clients"]);
        Assert.Equal("gauge", Page().Types["centrifugo_node_num_clients"]);
    }

    [Fact]
    public void What_is_observed_replaces_what_was_observed_before()
    {
        var depth = 7;
        _meter.CreateObservableGauge("queue.depth", () => depth);
        _meter.CreateObservableCounter("bytes.read", () => (long)depth, unit: "By");

        Assert.Equal(7, Page()["queue_depth"]);
        depth = 5;
        Assert.Equal(5, Page()["queue_depth"]);
        Assert.Equal(5, Page()["bytes_read_bytes_total"]);
    }

    [Fact]
    public void A_histogram_counts_up_to_each_bound()
    {
        var time = _meter.CreateHistogram<double>("wait", unit: "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var seconds in new[] { 0.1, 0.5, 0.75, 30 })
            time.Record(seconds, new KeyValuePair<string, object?>("door", "front"));

        var page = Page();

        Assert.Equal(1, page["wait_seconds_bucket{door=\"front\",le=\"0.1\"}"]);
        Assert.Equal(3, page["wait_seconds_bucket{door=\"front\",le=\"1\"}"]);
        Assert.Equal(4, page["wait_seconds_bucket{door=\"front\",le=\"+Inf\"}"]);
        Assert.Equal(4, page["wait_seconds_count{door=\"front\"}"]);
        Assert.Equal(31.35, page["wait_seconds_sum{door=\"front\"}"], precision: 10);
    }

    [Fact]
    public void Labels_and_help_may_hold_anything()
    {
        var counter = _meter.CreateCounter<int>("odd-name", description: "Two\nlines and a \\.");
        counter.Add(1, new KeyValuePair<string, object?>("a.b", "say \"hi\"\n\\"), new KeyValuePair<string, object?>("none", null));

        Assert.Equal(1, Page()["odd_name_total{a_b=\"say \\\"hi\\\"\\n\\\\\"}"]);
        Assert.Contains("# HELP odd_name_total Two\\nlines and a \\\\.\n", _exporter.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_without_end_are_counted_together()
    {
        var counter = _meter.CreateCounter<int>("visits");
        for (var visitor = 0; visitor < 100; visitor++)
            counter.Add(1, new KeyValuePair<string, object?>("visitor", visitor));

        var page = Page();

        Assert.Equal(1, page["visits_total{visitor=\"2\"}"]);
        Assert.False(page.Has("visits_total{visitor=\"3\"}"));
        Assert.Equal(97, page["visits_total{overflow=\"true\"}"]);
    }

    [Fact]
    public void Two_meters_with_the_same_instrument_are_one_family()
    {
        using var other = new Meter(_name + ".Other");
        _meter.CreateCounter<int>("loquat.recoveries").Add(1, new KeyValuePair<string, object?>("recovered", true));
        other.CreateCounter<int>("loquat.recoveries").Add(2, new KeyValuePair<string, object?>("recovered", true));

        Assert.Equal(3, Page()["centrifugo_client_recover{recovered=\"yes\"}"]);
    }

    [Fact]
    public void Other_meters_are_not_listened_to()
    {
        using var stranger = new Meter("Stranger");
        stranger.CreateCounter<int>("secrets").Add(1);

        Assert.DoesNotContain("secrets", _exporter.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_lost_while_many_count_at_once()
    {
        var counter = _meter.CreateCounter<int>("hits");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
                counter.Add(1, new KeyValuePair<string, object?>("side", i % 2 == 0));
        }))).Within("four threads have counted");

        var page = Page();

        Assert.Equal(20_000, page["hits_total{side=\"yes\"}"]);
        Assert.Equal(20_000, page["hits_total{side=\"no\"}"]);
    }

    private PrometheusPage Page() => PrometheusPage.Parse(_exporter.Write());

    private PrometheusExporter Exporter(int maxSeries)
    {
        var options = new PrometheusOptions { MaxSeries = maxSeries };
        options.Meters.Clear();
        options.Meters.Add(_name);
        return new PrometheusExporter(Options.Create(options));
    }
}
