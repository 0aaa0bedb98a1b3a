using System.Text;
using System.Text.Json;
using Loquat.Protocol;
using Loquat.Realtime;
using Loquat.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Server.Tests.Embedded;

public sealed class ThreadsOnSqlite(DemoOnSqlite demo) : ThreadStories(demo), IClassFixture<DemoOnSqlite>;

public sealed class ThreadsOnPostgres(DemoOnPostgres demo) : ThreadStories(demo), IClassFixture<DemoOnPostgres>;

/// <summary>A thread's channel is its log, for those who may see it and for nobody else.</summary>
public abstract class ThreadStories(DemoServer demo)
{
    private const int Publishes = 200;

    [Theory]
    [InlineData(WireEncoding.Json)]
    [InlineData(WireEncoding.Protobuf)]
    public async Task Who_asks_for_threads_follows_each_from_its_top(WireEncoding encoding)
    {
        await using var john = await demo.Server.ConnectAsync("john");
        var thread = await CreateAsync(john, "Followed");

        await using var bill = await demo.Server.ConnectAsync("bill", encoding, followsThreads: true);
        var subscriptions = bill.Client.Connected.Subscriptions!;
        await SayAsync(john, thread, "hello");

        Assert.Contains("chat", subscriptions.Keys);
        Assert.Contains("user:2", subscriptions.Keys);
        Assert.Equal(1UL, subscriptions[$"thread:{thread}"].Position.Offset);
        var posted = await NextInAsync(bill, thread);
        Assert.Equal(2UL, posted.Offset);
        Assert.Equal("message.posted", posted.Data.GetProperty("type").GetString());
        Assert.Equal("hello", posted.Data.GetProperty("message").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Two_hundred_publishes_sent_twice_at_once_are_seen_once_and_in_order_by_everybody()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        var thread = await CreateAsync(john, "Twice");
        await using var bill = await demo.Server.ConnectAsync("bill", followsThreads: true);
        await using var binary = await demo.Server.ConnectAsync("bill", WireEncoding.Protobuf, followsThreads: true);
        await using var again = await demo.Server.ConnectAsync("john");

        var sent = Enumerable.Range(0, Publishes).SelectMany(i => new[] { john, again }.Select(sender => SayAsync(sender, thread, $"{i}", $"twice-{i}")));
        var answers = await Task.WhenAll(sent);

        Assert.Equal(Publishes, answers.Select(answer => answer.GetProperty("message").GetProperty("id").GetInt64()).Distinct().Count());
        foreach (var reader in new[] { bill, binary })
        {
            var seen = new List<(ulong Offset, string Id)>();
            while (seen.Count < Publishes)
            {
                var next = await NextInAsync(reader, thread);
                seen.Add((next.Offset, next.Data.GetProperty("message").GetProperty("clientId").GetString()!));
            }
            Assert.Equal(Enumerable.Range(2, Publishes).Select(offset => (ulong)offset), seen.Select(it => it.Offset));
            Assert.Equal(Publishes, seen.Select(it => it.Id).Distinct().Count());
        }
        var history = await john.CallAsync("thread:history", $$"""{"id":{{thread}},"limit":{{Publishes}}}""");
        Assert.Equal(Publishes, history.GetProperty("messages").GetArrayLength());
        Assert.Equal(Publishes + 1, history.GetProperty("offset").GetInt64());
    }

    [Fact]
    public async Task A_room_is_shown_to_everybody_even_if_its_creator_is_gone_before_the_answer()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await using var bill = await demo.Server.ConnectAsync("bill", followsThreads: true);

        await AskAndLeaveAsync(john, "thread:create", "\"name\":\"Left behind\"");

        var subscribed = await bill.NextAsync<Push.Subscribe>();
        var news = await bill.NextAsync("chat", "thread.created", it => it.GetProperty("thread").GetProperty("name").GetString() == "Left behind");
        Assert.Equal($"thread:{news.GetProperty("thread").GetProperty("id")}", subscribed.Channel);
    }

    [Fact]
    public async Task A_private_thread_does_not_exist_for_a_stranger()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await using var bill = await demo.Server.ConnectAsync("bill", followsThreads: true);
        var secret = await CreateAsync(john, "Secret", isPrivate: true);
        await SayAsync(john, secret, "psst");

        var subscribe = await Assert.ThrowsAsync<RefusedException>(() => bill.Client.SubscribeAsync($"thread:{secret}"));
        var nonexistent = await Assert.ThrowsAsync<RefusedException>(() => bill.Client.SubscribeAsync("thread:4711"));
        var recover = new Dictionary<string, SubscribeRequest> { [$"thread:{secret}"] = new() { Recover = true } };
        await using var reconnected = await Guest.ConnectAsync(demo.Server.WebSocketUrl, bill.Bearer, followsThreads: true, had: recover);
        var list = await bill.CallAsync("thread:list");
        await john.CallAsync("thread:publish", """{"id":1,"message":"for all"}""");
        var heard = await bill.UntilToldAsync("for all");

        Assert.Equal(new ProtocolError(102, "unknown channel"), subscribe.Error);
        Assert.Equal(nonexistent.Error, subscribe.Error);
        Assert.Equal(new ProtocolError(404, "Not found"), await bill.RefusalOfAsync("thread:history", $$"""{"id":{{secret}}}"""));
        Assert.Equal(new ProtocolError(404, "Not found"), await bill.RefusalOfAsync("thread:publish", $$"""{"id":{{secret}},"message":"hi"}"""));
        Assert.DoesNotContain(list.GetProperty("threads").EnumerateArray(), thread => thread.GetProperty("id").GetInt64() == secret);
        Assert.DoesNotContain($"thread:{secret}", reconnected.Client.Connected.Subscriptions!.Keys);
        Assert.DoesNotContain(heard, push => IsAbout(secret, push));
    }

    [Fact]
    public async Task Nobody_publishes_past_the_log()
    {
        await using var john = await demo.Server.ConnectAsync("john", followsThreads: true);

        foreach (var channel in new[] { "chat", "thread:1", "user:1" })
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() => john.Client.PublishAsync(channel, """{"forged":true}"""));
            Assert.Equal(103U, refused.Error.Code);
        }
    }

    [Fact]
    public async Task Another_persons_channel_cannot_be_followed()
    {
        await using var john = await demo.Server.ConnectAsync("john");

        await Assert.ThrowsAsync<RefusedException>(() => john.Client.SubscribeAsync("user:2"));
    }

    [Fact]
    public async Task A_new_room_comes_to_everybody_who_is_there()
    {
        await using var john = await demo.Server.ConnectAsync("john", followsThreads: true);
        await using var bill = await demo.Server.ConnectAsync("bill", followsThreads: true);

        var thread = await CreateAsync(john, "News");
        foreach (var guest in new[] { john, bill })
        {
            var subscribed = await guest.NextAsync<Push.Subscribe>(push => push.Channel == $"thread:{thread}");
            Assert.Equal(1UL, subscribed.Position.Offset);
            await guest.NextAsync("chat", "thread.created", news => news.GetProperty("thread").GetProperty("id").GetInt64() == thread);
        }
        await SayAsync(john, thread, "first");
        Assert.Equal(2UL, (await NextInAsync(bill, thread)).Offset);
    }

    [Fact]
    public async Task A_new_private_room_comes_to_its_owner_alone()
    {
        await using var john = await demo.Server.ConnectAsync("john", followsThreads: true);
        await using var bill = await demo.Server.ConnectAsync("bill", followsThreads: true);

        var thread = await CreateAsync(john, "Mine", isPrivate: true);

        await john.NextAsync<Push.Subscribe>(push => push.Channel == $"thread:{thread}");
        await john.NextAsync("user:1", "thread.created", news => news.GetProperty("thread").GetProperty("id").GetInt64() == thread);
        await john.CallAsync("thread:publish", """{"id":1,"message":"what bill hears next"}""");
        Assert.DoesNotContain(await bill.UntilToldAsync("what bill hears next"), push => IsAbout(thread, push));
    }

    /// <summary>A call whose connection has ended as soon as it is known who makes it.</summary>
    private async Task AskAndLeaveAsync(Guest guest, string method, string fields)
    {
        var app = demo.Server.Services.GetRequiredService<IRealtimeApp>();
        var connection = demo.Server.Services.GetRequiredService<Engine>().Users.ConnectionsOf("1").Single(session => session.Id == guest.Client.Connected.Client);
        var call = new RpcEvent(connection, method, Encoding.UTF8.GetBytes($$"""{"authToken":"{{guest.Bearer}}",{{fields}}}"""));
        for (var attempt = 1; ; attempt++)
        {
            // Asking for something else first makes it known, for a few seconds.
            await guest.CallAsync("thread:list");
            try
            {
                Assert.IsType<RpcAnswer.Result>(await app.RpcAsync(call, new CancellationToken(canceled: true)).AsTask().Within("the call is answered"));
                return;
            }
            catch (OperationCanceledException) when (attempt < 5)
            {
                // They were over.
            }
        }
    }

    private static async Task<long> CreateAsync(Guest guest, string name, bool isPrivate = false)
    {
        var answer = await guest.CallAsync("thread:create", $$"""{"name":"{{name}}","private":{{(isPrivate ? "true" : "false")}}}""");
        return answer.GetProperty("thread").GetProperty("id").GetInt64();
    }

    private static Task<JsonElement> SayAsync(Guest guest, long thread, string text, string? clientId = null) =>
        guest.CallAsync("thread:publish", JsonSerializer.Serialize(new { id = thread, message = text, clientId }));

    private static bool IsAbout(long thread, Push push) => push.Channel == $"thread:{thread}" ||
        (push is Push.Pub pub && Guest.DataOf(pub).TryGetProperty("thread", out var it) && it.GetProperty("id").GetInt64() == thread);

    private static async Task<(ulong Offset, JsonElement Data)> NextInAsync(Guest guest, long thread)
    {
        while (true)
        {
            var (channel, offset, data) = await guest.NextAsync();
            if (channel == $"thread:{thread}")
                return (offset, data);
        }
    }
}
