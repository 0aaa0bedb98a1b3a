using System.Collections.Concurrent;
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

    [Fact]
    public async Task Answers_leave_together_and_without_waiting_for_a_shard_that_is_held_up()
    {
        using var shard = Shard(new ManualClock());
        using var goOn = new ManualResetEventSlim();
        var slow = new RecordingTransport(WireEncoding.Json) { OnSend = () => goOn.Wait(Deadline.Default) };
        Assert.True(new SessionWriter(slow, shard).TryEnqueue(Frame));
        var transport = new RecordingTransport(WireEncoding.Json);
        var writer = new SessionWriter(transport, shard);

        writer.GatherAnswers();
        Assert.True(writer.TryEnqueue(Frame));
        Assert.True(writer.TryEnqueue(Frame));
        Assert.Equal(0, transport.Sends);
        writer.SendAnswers();

        Assert.Equal(1, transport.Sends);
        await NextAsync(transport);
        await NextAsync(transport);
        goOn.Set();
        await NextAsync(slow);
    }

    [Fact]
    public async Task What_many_are_told_does_not_wait_for_the_answers_of_one()
    {
        using var shard = Shard(new ManualClock());
        var transport = new RecordingTransport(WireEncoding.Json);
        var writer = new SessionWriter(transport, shard);

        writer.GatherAnswers();
        var start = false;
        lock (shard.Gate)
            Assert.True(writer.TryEnqueue(Frame, ref start));
        Assert.True(start);
        shard.Start();

        await NextAsync(transport);
        writer.SendAnswers();
        Assert.Equal(1, transport.Sends);
    }

    [Fact]
    public async Task Answers_that_are_much_and_those_that_come_late_leave_by_the_shard()
    {
        using var shard = Shard(new ManualClock());
        var here = Environment.CurrentManagedThreadId;
        var senders = new ConcurrentBag<int>();
        var transport = new RecordingTransport(WireEncoding.Json) { OnSend = () => senders.Add(Environment.CurrentManagedThreadId) };
        var writer = new SessionWriter(transport, shard);

        writer.GatherAnswers();
        for (var i = 0; i < FlushShard.AnswerBytes; i++)
            Assert.True(writer.TryEnqueue(Frame));
        writer.SendAnswers();
        for (var i = 0; i < FlushShard.AnswerBytes; i++)
            await NextAsync(transport);
        Assert.True(writer.TryEnqueue(Frame));
        await NextAsync(transport);

        Assert.DoesNotContain(here, senders);
    }

    [Fact]
    public async Task A_reply_that_is_held_does_not_leave_with_the_answers()
    {
        using var shard = Shard(new ManualClock());
        var transport = new RecordingTransport(WireEncoding.Json);
        var writer = new SessionWriter(transport, shard);

        writer.GatherAnswers();
        writer.Hold();
        Assert.True(writer.TryEnqueue(Frame));
        writer.SendAnswers();
        Assert.Equal(0, transport.Sends);
        writer.Release();

        await NextAsync(transport);
    }

    private static FlushShard Shard(TimeProvider time) => new(0, 1024 * 1024, time, NullLogger.Instance);

    private static async Task NextAsync(RecordingTransport transport) =>
        await transport.Messages.ReadAsync().AsTask().Within("a frame that was queued left");
}
