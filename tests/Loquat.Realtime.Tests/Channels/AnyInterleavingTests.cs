using System.Text;
using System.Text.Json.Nodes;
using Loquat.Protocol;

namespace Loquat.Realtime.Tests.Channels;

/// <summary>Whatever happens when: history and live together are the sequence, each once and in order.</summary>
public class AnyInterleavingTests
{
    [Fact]
    public void Merging_any_part_read_with_any_part_that_arrived_gives_the_sequence_or_nothing()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var top = random.Next(0, 12);
            var since = random.Next(0, top + 1);
            var read = Range(since + 1, top);
            var arrived = Range(1, 20).Where(_ => random.Next(3) > 0).OrderBy(_ => random.Next()).ToList();

            var merged = Recovery.Merge(new StreamPosition((ulong)since, "e"), read, arrived);

            var present = read.Concat(arrived).Select(publication => publication.Offset).Where(offset => offset > (ulong)since).Distinct().Order().ToList();
            var expected = present.SequenceEqual(Range(since + 1, since + present.Count).Select(publication => publication.Offset)) ? present : null;
            Assert.True(
                expected is null ? merged is null : merged is not null && expected.SequenceEqual(merged.Select(publication => publication.Offset)), $"seed {seed}");
        }
    }

    [Fact]
    public async Task A_subscriber_of_a_stream_ends_with_the_sequence()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            await using var server = new TestServer();
            var random = new Random(seed);
            var published = 0;
            async Task PublishSome()
            {
                for (var some = random.Next(4); some > 0; some--)
                    await server.PublishAsync("rec:1", $"{++published}");
            }

            await PublishSome();
            var since = random.Next(published + 1);
            (server.Broker.BeforeRead, server.Broker.AfterRead) = (PublishSome, PublishSome);
            server.Presence.BeforeAdd = _ => PublishSome();
            var alice = await server.ConnectAsync("alice");
            await alice.Sends($$$"""{"id":2,"subscribe":{"channel":"rec:1","recover":true,"offset":{{{since}}}}}""");
            await PublishSome();

            await EndsWithTheSequence(alice, since, published, seed);
        }
    }

    [Fact]
    public async Task A_subscriber_of_a_log_ends_with_the_sequence_in_whatever_order_it_is_announced()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            // Now and then all comes with the reply, and now and then most of it follows.
            await using var server = new TestServer(options => options.RecoveryLimit = random.Next(2) == 0 ? 300 : random.Next(1, 4));
            server.App.OnSubscribe = (_, _) => new(new SubscribeAnswer.Accepted(SubscribeOptions.Default));
            var published = 0;
            var unannounced = new List<Publication>();
            // The engine fills bob's gaps in the background, and reads there too.
            using var oneAtATime = new SemaphoreSlim(1);
            async Task AppendSome()
            {
                await oneAtATime.WaitAsync();
                for (var some = random.Next(4); some > 0; some--)
                    unannounced.Add(server.Log.Append("thread:7", $"{++published}"));
                while (unannounced.Count > 0 && random.Next(3) > 0)
                    await AnnounceAny();
                oneAtATime.Release();
            }
            async Task AnnounceAny()
            {
                var one = unannounced[random.Next(unannounced.Count)];
                unannounced.Remove(one);
                await server.Engine.DeliverAsync("thread:7", one, TestLog.Epoch);
            }

            for (var some = random.Next(4); some >= 0; some--)
                await AppendSome();
            var since = random.Next(published + 1);
            var bob = await server.ConnectAsync("bob");
            if (random.Next(2) == 0)
                await bob.Sends("""{"id":2,"subscribe":{"channel":"thread:7","recover":true}}""");
            var reads = random.Next(3);
            (server.Log.BeforeRead, server.Log.AfterRead) = (Sometimes, Sometimes);
            Task Sometimes() => Interlocked.Decrement(ref reads) >= 0 ? AppendSome() : Task.CompletedTask;
            var alice = await server.ConnectAsync("alice");
            await alice.Sends($$$"""{"id":2,"subscribe":{"channel":"thread:7","recover":true,"offset":{{{since}}}}}""");
            await AppendSome();
            // The newest one last, so that it shows every gap.
            await server.Engine.WorkDoneAsync();
            Volatile.Write(ref reads, 0);
            unannounced.Add(server.Log.Append("thread:7", $"{++published}"));
            while (unannounced.Count > 0)
                await AnnounceAny();

            await EndsWithTheSequence(alice, since, published, seed);
        }
    }

    private static async Task EndsWithTheSequence(TestClient client, int since, int last, int seed)
    {
        var reply = JsonNode.Parse(await client.HearsSomething($"the subscribe reply (seed {seed})"))!["subscribe"]!;
        Assert.True(reply["recovered"]?.GetValue<bool>(), $"seed {seed}: not recovered");
        var received = new List<int>();
        foreach (var publication in reply["publications"]?.AsArray() ?? [])
            received.Add(publication!["data"]!.GetValue<int>());
        while (since + received.Count < last)
        {
            var push = JsonNode.Parse(await client.HearsSomething($"everything up to {last}, only {string.Join(' ', received)} (seed {seed})"))!;
            Assert.True(push["push"]?["pub"] is not null, $"seed {seed}: since {since} got {string.Join(' ', received)} and then {push}");
            received.Add(push["push"]!["pub"]!["data"]!.GetValue<int>());
        }
        Assert.True(Enumerable.Range(since + 1, last - since).SequenceEqual(received), $"seed {seed}: since {since} got {string.Join(' ', received)}");
        await client.HearsNothingMore();
    }

    private static List<Publication> Range(int first, int last) =>
        [.. Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(i => new Publication(Encoding.UTF8.GetBytes($"{i}")) { Offset = (ulong)i })];
}
