using Loquat.Protocol;
using Loquat.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loquat.Realtime.Tests.Sessions;

public class FlushShardTests
{
    private static readonly byte[] Frame = [0x81, 0x02, (byte)'{', (byte)'}'];

    [Fact]
    public async Task Who_waits_while_a_busy_shard_rests_is_sent_to_after_it()
    {
        var clock = new ManualClock();
        using var shard = Shard(clock);
        var crowd = Enumerable.Range(0, 100).Select(_ => new RecordingTransport(WireEncoding.Json)).ToList();
        foreach (var transport in crowd)
            transport.OnSend = () => clock.Advance(TimeSpan.FromMilliseconds(1));
        var writers = crowd.ConvertAll(transport => new SessionWriter(transport, shard));

        foreach (var writer in writers)
            Assert.True(writer.TryEnqueue(Frame));
        foreach (var writer in writers)
            Assert.True(writer.TryEnqueue(Frame));

        foreach (var transport in crowd)
        {
            await NextAsync(transport);
            await NextAsync(transport);
        }
    }

    [Fact]
    public async Task What_is_queued_after_the_end_still_leaves()
    {
        var shard = Shard(new ManualClock());
        var transport = new RecordingTransport(WireEncoding.Json);
        var writer = new SessionWriter(transport, shard);
        Assert.True(writer.TryEnqueue(Frame));
        await NextAsync(transport);

        shard.Dispose();
        for (var i = 0; i < 3; i++)
        {
            Assert.True(writer.TryEnqueue(Frame));
            await NextAsync(transport);
        }
    }

    private static FlushShard Shard(TimeProvider time) => new(0, 1024 * 1024, time, NullLogger.Instance);

    private static async Task NextAsync(RecordingTransport transport) =>
        await transport.Messages.ReadAsync().AsTask().Within("a frame that was queued left");
}
