using System.Globalization;
using Loquat.Server.Centrifugo;
using Loquat.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Tests.Centrifugo;

public sealed class CentrifugoProcessTests : IDisposable
{
    private const int Started = 5510;
    private const int Output = 5511;
    private const int Error = 5512;
    private const int Ended = 5513;
    private const int DidNotStart = 5514;
    private const int Stopping = 5515;
    private const int Killed = 5516;
    private const int Stopped = 5517;

    private readonly ManualClock _clock = new();
    private readonly RecordedLog _log = new();

    public void Dispose() => _log.Dispose();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_lines_stand_in_our_log_under_its_name()
    {
        using var host = await RunAsync("echo hello; echo trouble >&2");

        var output = await _log.NextAsync(Output);
        var error = await _log.NextAsync(Error);

        Assert.Equal(("sh", LogLevel.Information, "hello"), (output.Category, output.Level, output.Text));
        Assert.Equal(("sh", LogLevel.Warning, "trouble"), (error.Category, error.Level, error.Text));
        await host.StopAsync(Stop).Within("the stop");
    }

    [Fact]
    public async Task It_is_started_again_one_second_after_it_ended()
    {
        using var host = await RunAsync("exit 3");
        await _log.NextAsync(Started);
        Assert.Contains("exit code 3", (await _log.NextAsync(Ended)).Text, StringComparison.Ordinal);

        await _clock.WhenWaiting(TimeSpan.FromSeconds(1)).Within("somebody waits");
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.DoesNotContain(_log.Rest(), line => line.Event.Id == Started);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        await _log.NextAsync(Started);
        await _log.NextAsync(Ended);
        await host.StopAsync(Stop).Within("the stop");
    }

    [Fact]
    public async Task It_stops_with_us_and_is_not_started_again()
    {
        using var host = await RunAsync("trap 'echo bye; exit 0' TERM; echo ready; sleep 1000 & wait");
        var id = ProcessId(await _log.NextAsync(Started));
        await _log.NextAsync(Output);

        await host.StopAsync(Stop).Within("the stop");

        var lines = _log.Rest();
        Assert.Contains(lines, line => line is { Event.Id: Output, Text: "bye" });
        Assert.Contains(lines, line => line.Event.Id == Stopped && line.Text.Contains("exit code 0", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Event.Id is Started or Ended or Killed);
        Assert.False(Directory.Exists($"/proc/{id}"));
    }

    [Fact]
    public async Task One_that_ignores_the_request_is_killed_after_five_seconds_with_all_it_started()
    {
        using var host = await RunAsync("trap '' TERM; sleep 1000 & echo $!; wait; wait");
        await _log.NextAsync(Started);
        var grandchild = (await _log.NextAsync(Output)).Text;

        var stopping = host.StopAsync(Stop);
        await _log.NextAsync(Stopping);
        await _clock.WhenWaiting(TimeSpan.FromSeconds(5)).Within("somebody waits");
        _clock.Advance(TimeSpan.FromSeconds(5));

        await _log.NextAsync(Killed);
        await stopping.Within("the stop");
        Assert.Contains(_log.Rest(), line => line.Event.Id == Stopped);
        Assert.DoesNotContain("sleep", CommandLineOf(grandchild), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_was_killed_leaves_nothing_behind_that_it_started()
    {
        using var host = await RunAsync("sleep 1000 & echo $!; kill -KILL $$");
        var grandchild = (await _log.NextAsync(Output)).Text;

        await _log.NextAsync(Ended);

        Assert.DoesNotContain("sleep", CommandLineOf(grandchild), StringComparison.Ordinal);
        await host.StopAsync(Stop).Within("the stop");
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_tried_again()
    {
        using var host = await RunAsync(null, ("Centrifugo:Command", "/nowhere/centrifugo"));

        // Without the launcher the start itself fails; with it, what was started.
        var line = await _log.NextAsync(File.Exists("/usr/bin/setpriv") ? Ended : DidNotStart);

        Assert.Contains("/nowhere/centrifugo", line.Text, StringComparison.Ordinal);
        await host.StopAsync(Stop).Within("the stop");
    }

    [Theory]
    [InlineData("Centrifugo:Api", "ftp://127.0.0.1")]
    [InlineData("Centrifugo:WorkingDirectory", "/nowhere")]
    [InlineData("Centrifugo:Attempts", "0")]
    public async Task A_wrong_setting_is_named_at_the_start(string key, string value)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => RunAsync("exit", (key, value)));

        Assert.Contains(key.Split(':')[1], refused.Message, StringComparison.Ordinal);
    }

    private static int ProcessId(LogLine started) => int.Parse(started.Text.Split(' ')[^1].TrimEnd('.'), CultureInfo.InvariantCulture);

    /// <summary>Empty for one that is gone, or dead and only not yet fetched by its parent.</summary>
    private static string CommandLineOf(string processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private async Task<IHost> RunAsync(string? script, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        if (script is not null)
            builder.Configuration.AddInMemoryCollection([
                new("Centrifugo:Command", "/bin/sh"), new("Centrifugo:Arguments:0", "-c"), new("Centrifugo:Arguments:1", script)]);
        builder.Configuration.AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Logging.AddProvider(_log);
        builder.Services.AddCentrifugo(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync(Stop);
        return host;
    }
}
