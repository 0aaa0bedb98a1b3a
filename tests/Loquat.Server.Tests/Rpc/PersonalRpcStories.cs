using System.Diagnostics;
using System.Text.Json;
using Loquat.Protocol;
using Loquat.Server.Embedded;
using Loquat.Testing;

namespace Loquat.Server.Tests.Rpc;

public sealed class PersonalRpcOnSqlite(DemoOnSqlite demo) : PersonalRpcStories(demo), IClassFixture<DemoOnSqlite>;

public sealed class PersonalRpcOnPostgres(DemoOnPostgres demo) : PersonalRpcStories(demo), IClassFixture<DemoOnPostgres>;

/// <summary>What is one's own, by call, and what comes of it to the other devices; and who is typing.</summary>
public abstract class PersonalRpcStories(DemoServer demo)
{
    [Fact]
    public async Task What_is_set_on_one_device_comes_to_the_other()
    {
        await using var bill = await demo.Server.ConnectAsync("bill", followsThreads: true);
        await using var phone = await demo.Server.ConnectAsync("bill", followsThreads: true);
        var message = await SayAsync(bill, "keep this");

        var level = await bill.CallAsync("thread:notify", """{"id":1,"level":"mentions","muted":true}""");
        await ExpectAsync(phone, "thread.notify", level);
        var saved = await bill.CallAsync("message:save", $$"""{"id":{{message}}}""");
        await ExpectAsync(phone, "message.saved", saved);
        var draft = await bill.CallAsync("draft:set", """{"thread":1,"text":"not yet"}""");
        await ExpectAsync(phone, "draft.changed", draft);

        Assert.Equal(draft.GetRawText(), (await phone.CallAsync("draft:list")).GetProperty("drafts")[0].GetRawText());
        Assert.Equal(message, (await phone.CallAsync("message:saved")).GetProperty("saved")[0].GetProperty("message").GetProperty("id").GetInt64());
        var mine = (await phone.CallAsync("thread:show", """{"id":1}""")).GetProperty("thread");
        Assert.Equal(("mentions", true), (mine.GetProperty("level").GetString(), mine.GetProperty("muted").GetBoolean()));

        await bill.CallAsync("thread:publish", """{"id":1,"message":"not yet","draft":true}""");
        Assert.Empty((await phone.CallAsync("draft:list")).GetProperty("drafts").EnumerateArray());
        await bill.CallAsync("message:unsave", $$"""{"id":{{message}}}""");
        Assert.Empty((await phone.CallAsync("message:saved")).GetProperty("saved").EnumerateArray());
    }

    [Fact]
    public async Task A_message_is_passed_on_by_call_once()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        var message = await SayAsync(john, "hear, hear");
        var call = $$"""{"id":{{message}},"thread":1,"clientId":"forward-1"}""";

        var first = await john.CallAsync("message:forward", call);
        var again = await john.CallAsync("message:forward", call);

        Assert.Equal(message, first.GetProperty("message").GetProperty("origin").GetProperty("id").GetInt64());
        Assert.Equal(first.GetRawText(), again.GetRawText());
    }

    [Fact]
    public async Task Whoever_looks_at_a_thread_sees_who_is_typing_but_not_too_often()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await using var phone = await demo.Server.ConnectAsync("john");
        await using var bill = await demo.Server.ConnectAsync("bill");
        await bill.Client.SubscribeAsync("typing:1");
        var watch = Stopwatch.StartNew();

        for (var i = 0; i < 50; i++)
            await john.CallAsync("thread:typing", """{"id":1}""");
        await phone.CallAsync("thread:typing", """{"id":1}""");
        var most = 2 + (int)watch.Elapsed.TotalSeconds;
        var first = await bill.NextAsync<Push.Pub>(push => push.Channel == "typing:1");
        await SayAsync(john, "that was it");

        // The two channels are not in order with one another, so that the last of them may come later.
        var seen = (await bill.UntilToldAsync("that was it")).OfType<Push.Pub>().Where(push => push.Channel == "typing:1").Prepend(first).ToList();
        // Two devices, one of which goes on for a while: each once a second.
        Assert.InRange(seen.Count, 1, most);
        Assert.All(seen, push => Assert.Equal(
            (0UL, """{"type":"typing","threadId":1,"user":{"id":1,"username":"john"}}"""), (push.Publication.Offset, Guest.DataOf(push).GetRawText())));
    }

    [Fact]
    public void A_connection_says_once_a_second_that_somebody_is_typing()
    {
        var clock = new ManualClock();
        var pace = new TypingPace(clock);

        Assert.Equal([true, false, true], [pace.TryTake("one"), pace.TryTake("one"), pace.TryTake("two")]);
        clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(pace.TryTake("one"));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(pace.TryTake("one"));
    }

    [Theory]
    [InlineData("typing:4711")]
    [InlineData("typing:01")]
    [InlineData("typing:")]
    public async Task Nobody_hears_who_is_typing_where_they_see_nothing(string channel)
    {
        await using var bill = await demo.Server.ConnectAsync("bill");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => bill.Client.SubscribeAsync(channel));

        Assert.Equal(ProtocolError.UnknownChannel, refused.Error);
    }

    [Theory]
    [InlineData("thread:typing", """{"id":4711}""", 404)]
    [InlineData("thread:notify", """{"id":4711,"level":"all"}""", 404)]
    [InlineData("thread:notify", """{"id":1,"level":"loud"}""", 400)]
    [InlineData("thread:notify", """{"id":1}""", 400)]
    [InlineData("message:save", """{"id":4711}""", 404)]
    [InlineData("message:unsave", """{"id":4711}""", 404)]
    [InlineData("message:saved", """{"limit":0}""", 400)]
    [InlineData("message:saved", """{"after":"x"}""", 400)]
    [InlineData("message:forward", """{"id":4711,"thread":1}""", 404)]
    [InlineData("message:forward", """{"id":1}""", 400)]
    [InlineData("draft:set", """{"thread":4711,"text":"x"}""", 404)]
    [InlineData("draft:set", """{"thread":1}""", 400)]
    public async Task A_bad_call_is_refused_in_words(string method, string fields, uint code)
    {
        await using var john = await demo.Server.ConnectAsync("john");

        var error = await john.RefusalOfAsync(method, fields);

        Assert.Equal((code, false), (error.Code, error.Temporary));
        Assert.NotEmpty(error.Message);
    }

    private static async Task<long> SayAsync(Guest guest, string text) =>
        (await guest.CallAsync("thread:publish", JsonSerializer.Serialize(new { id = 1, message = text }))).GetProperty("message").GetProperty("id").GetInt64();

    /// <summary>What everybody else hears is stepped over.</summary>
    private static async Task ExpectAsync(Guest guest, string type, JsonElement answer)
    {
        while (true)
        {
            var (channel, _, told) = await guest.NextAsync();
            if (channel != "user:2" || told.GetProperty("type").GetString() != type)
                continue;

            foreach (var field in answer.EnumerateObject())
                Assert.Equal(field.Value.GetRawText(), told.GetProperty(field.Name).GetRawText());
            return;
        }
    }
}
