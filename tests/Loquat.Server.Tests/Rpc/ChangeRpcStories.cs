using System.Text.Json;
using Loquat.Protocol;

namespace Loquat.Server.Tests.Rpc;

public sealed class ChangeRpcOnSqlite(DemoOnSqlite demo) : ChangeRpcStories(demo), IClassFixture<DemoOnSqlite>;

public sealed class ChangeRpcOnPostgres(DemoOnPostgres demo) : ChangeRpcStories(demo), IClassFixture<DemoOnPostgres>;

/// <summary>What can be done to a message by call, and what everybody hears of it.</summary>
public abstract class ChangeRpcStories(DemoServer demo)
{
    [Fact]
    public async Task Every_change_is_answered_with_its_offset_and_heard_at_it()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await using var bill = await demo.Server.ConnectAsync("bill", followsThreads: true);
        var message = await SayAsync(john);
        var posted = await NextInThreadAsync(bill);
        var offset = posted.Offset;

        var edited = await john.CallAsync("message:edit", $$"""{"id":{{message}},"text":"better","clientId":"change-1"}""");
        await ExpectAsync(bill, ++offset, edited, "message.edited");
        var reacted = await bill.CallAsync("message:react", $$"""{"id":{{message}},"emoji":"yes"}""");
        await ExpectAsync(bill, ++offset, reacted, "reaction.added");
        var unreacted = await bill.CallAsync("message:unreact", $$"""{"id":"{{message}}","emoji":"yes"}""");
        await ExpectAsync(bill, ++offset, unreacted, "reaction.removed");
        var pinned = await bill.CallAsync("message:pin", $$"""{"id":{{message}}}""");
        await ExpectAsync(bill, ++offset, pinned, "message.pinned");
        var unpinned = await john.CallAsync("message:unpin", $$"""{"id":{{message}}}""");
        await ExpectAsync(bill, ++offset, unpinned, "message.unpinned");
        var deleted = await john.CallAsync("message:delete", $$"""{"id":{{message}},"clientId":"change-2"}""");
        await ExpectAsync(bill, ++offset, deleted, "message.deleted");

        Assert.Equal("better", edited.GetProperty("message").GetProperty("text").GetString());
        Assert.Equal(1, edited.GetProperty("message").GetProperty("revision").GetInt32());
        Assert.Equal("""{"id":2,"username":"bill"}""", reacted.GetProperty("user").GetRawText());
        Assert.Equal("", deleted.GetProperty("message").GetProperty("text").GetString());
        Assert.Equal(edited.GetProperty("offset").GetRawText(), (await EditAsync(john, message, "better", "change-1")).GetProperty("offset").GetRawText());
    }

    [Fact]
    public async Task The_texts_of_an_edited_message_are_shown_in_order()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        var message = await SayAsync(john, "one");
        await EditAsync(john, message, "two");

        var revisions = (await john.CallAsync("message:revisions", $$"""{"id":{{message}}}""")).GetProperty("revisions");

        Assert.Equal(["one", "two"], revisions.EnumerateArray().Select(revision => revision.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task What_I_have_read_comes_to_my_other_devices_and_is_in_my_list()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await SayAsync(john, "hello @bill");
        await using var bill = await demo.Server.ConnectAsync("bill", followsThreads: true);
        await using var phone = await demo.Server.ConnectAsync("bill", followsThreads: true);
        var before = await ThreadAsync(bill);

        var answer = await bill.CallAsync("thread:read", $$"""{"id":1,"offset":{{before.GetProperty("offset")}}}""");
        var told = await phone.NextAsync("user:2", "thread.read");

        Assert.InRange(before.GetProperty("unread").GetInt32(), 1, 1000);
        Assert.InRange(before.GetProperty("mentions").GetInt32(), 1, 1000);
        foreach (var name in (string[])["threadId", "offset", "unread", "mentions"])
            Assert.Equal(answer.GetProperty(name).GetRawText(), told.GetProperty(name).GetRawText());
        var after = await ThreadAsync(bill);
        Assert.Equal(before.GetProperty("offset").GetInt64(), after.GetProperty("read").GetInt64());
        Assert.Equal((0, 0), (after.GetProperty("unread").GetInt32(), after.GetProperty("mentions").GetInt32()));
    }

    [Theory]
    [InlineData("message:edit", """{"id":4711,"text":"x"}""", 404)]
    [InlineData("message:edit", """{"id":1}""", 400)]
    [InlineData("message:edit", """{"id":1,"text":" "}""", 400)]
    [InlineData("message:delete", """{"id":4711}""", 404)]
    [InlineData("message:delete", """{"id":"x"}""", 400)]
    [InlineData("message:react", """{"id":4711,"emoji":"yes"}""", 404)]
    [InlineData("message:react", """{"id":1,"emoji":""}""", 400)]
    [InlineData("message:react", """{"id":1}""", 400)]
    [InlineData("message:unreact", """{"id":4711,"emoji":"yes"}""", 404)]
    [InlineData("message:pin", """{"id":4711}""", 404)]
    [InlineData("message:unpin", """{"id":1,"clientId":""}""", 400)]
    [InlineData("message:revisions", """{"id":4711}""", 404)]
    [InlineData("thread:read", """{"id":4711,"offset":1}""", 404)]
    [InlineData("thread:read", """{"id":1,"offset":-1}""", 400)]
    [InlineData("thread:read", """{"id":1}""", 400)]
    [InlineData("thread:unread", """{"id":4711,"offset":1}""", 404)]
    [InlineData("thread:unread", """{"id":1,"offset":0}""", 400)]
    public async Task A_bad_call_is_refused_in_words(string method, string fields, uint code)
    {
        await using var john = await demo.Server.ConnectAsync("john");

        var error = await john.RefusalOfAsync(method, fields);

        Assert.Equal((code, false), (error.Code, error.Temporary));
        Assert.NotEmpty(error.Message);
    }

    [Fact]
    public async Task Nobody_changes_what_somebody_else_said()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await using var bill = await demo.Server.ConnectAsync("bill");
        var message = await SayAsync(john);

        Assert.Equal(ProtocolError.PermissionDenied, await bill.RefusalOfAsync("message:edit", $$"""{"id":{{message}},"text":"x"}"""));
        Assert.Equal(ProtocolError.PermissionDenied, await bill.RefusalOfAsync("message:delete", $$"""{"id":{{message}}}"""));
    }

    [Fact]
    public async Task A_message_that_is_gone_and_an_id_of_something_else_are_conflicts()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        var message = await SayAsync(john);
        var conflict = """{"id":MESSAGE,"emoji":"yes","clientId":"conflict-1"}""".Replace("MESSAGE", $"{message}", StringComparison.Ordinal);
        await EditAsync(john, message, "edited", "conflict-1");

        Assert.Equal(409U, (await john.RefusalOfAsync("message:react", conflict)).Code);
        await john.CallAsync("message:delete", $$"""{"id":{{message}}}""");
        Assert.Equal(409U, (await john.RefusalOfAsync("message:edit", $$"""{"id":{{message}},"text":"x"}""")).Code);
    }

    private static async Task<long> SayAsync(Guest guest, string text = "hello") =>
        (await guest.CallAsync("thread:publish", JsonSerializer.Serialize(new { id = 1, message = text }))).GetProperty("message").GetProperty("id").GetInt64();

    private static Task<JsonElement> EditAsync(Guest guest, long message, string text, string? clientId = null) =>
        guest.CallAsync("message:edit", JsonSerializer.Serialize(new { id = message, text, clientId }));

    private static async Task<JsonElement> ThreadAsync(Guest guest) =>
        (await guest.CallAsync("thread:list")).GetProperty("threads").EnumerateArray().Single(thread => thread.GetProperty("id").GetInt64() == 1);

    /// <summary>The event at this offset says what the answer says.</summary>
    private static async Task ExpectAsync(Guest listener, ulong offset, JsonElement answer, string type)
    {
        var heard = await NextInThreadAsync(listener);
        Assert.Equal((offset, type), (heard.Offset, heard.Data.GetProperty("type").GetString()));
        Assert.Equal(offset, answer.GetProperty("offset").GetUInt64());
        foreach (var field in answer.EnumerateObject().Where(field => field.Name != "offset"))
            Assert.Equal(heard.Data.GetProperty(field.Name).GetRawText(), field.Value.GetRawText());
    }

    private static async Task<(ulong Offset, JsonElement Data)> NextInThreadAsync(Guest guest)
    {
        while (true)
        {
            var (channel, offset, data) = await guest.NextAsync();
            if (channel == "thread:1")
                return (offset, data);
        }
    }
}
