using Microsoft.Extensions.Options;

namespace Loquat.Realtime.Tests;

public class OptionsTests
{
    [Fact]
    public void The_defaults_are_allowed() => Assert.True(new RealtimeOptionsValidator().Validate(null, new RealtimeOptions()).Succeeded);

    [Fact]
    public void Each_fault_names_its_key()
    {
        var options = new RealtimeOptions
        {
            PongTimeout = TimeSpan.FromSeconds(30),
            MaxQueuedBytes = 1,
            Namespaces = new()
            {
                ["x"] = new ChannelOptions(),
                ["chat"] = new ChannelOptions { HistorySize = -1, ChannelRegex = "(" },
            },
        };

        var failures = new RealtimeOptionsValidator().Validate(null, options).Failures!.ToList();

        Assert.Collection(
            failures,
            fault => Assert.StartsWith("PongTimeout", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("MaxQueuedBytes", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("Namespaces:x", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("Namespaces:chat:HistorySize", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("Namespaces:chat:ChannelRegex", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void An_engine_does_not_start_with_options_that_are_not_allowed() =>
        Assert.Throws<OptionsValidationException>(() => new TestServer(options => options.ChannelLimit = 0));
}
