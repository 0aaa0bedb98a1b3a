using Loquat.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using ManualClock = Loquat.Testing.ManualClock;

namespace Loquat.Realtime.Tests.Channels;

/// <summary>What the tails of all channels hold is counted for as long as the node lives.</summary>
public sealed class TailMemoryTests
{
    [Fact]
    public void What_reaches_a_channel_after_its_last_subscriber_has_left_is_not_kept()
    {
        var memory = new TailMemory();
        using var wheel = new TimerWheel(new ManualClock(), NullLogger.Instance);
        var channel = new Channel("thread:7", 1, watch: null, new LogTail(memory, wheel));
        var last = new Subscription(null!, "thread:7", serverSide: true);
        channel.TryAdd(last);
        channel.Deliver(new Publication("1"u8.ToArray()) { Offset = 1 }, "epoch");
        Assert.NotEqual(0, memory.Bytes);

        Assert.True(channel.Remove(last));
        // Whoever found the channel before it was removed.
        channel.Deliver(new Publication("2"u8.ToArray()) { Offset = 2 }, "epoch");

        Assert.Equal(0, memory.Bytes);
    }
}
