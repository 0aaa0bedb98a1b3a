using System.Text.Json;

namespace Loquat.Server.Tests.Rpc;

public sealed class NewestPageOnSqlite(DemoOnSqlite demo) : NewestPageStories(demo), IClassFixture<DemoOnSqlite>;

public sealed class NewestPageOnPostgres(DemoOnPostgres demo) : NewestPageStories(demo), IClassFixture<DemoOnPostgres>;

/// <summary>The newest page of a thread is answered as it was written for whoever asked before, and nobody can tell.</summary>
public abstract class NewestPageStories(DemoServer demo)
{
    private const long Bill = 2;

    [Fact]
    public async Task After_everything_that_can_happen_the_newest_page_is_what_the_database_says()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await using var bill = await demo.Server.ConnectAsync("bill");
        var room = await CreateAsync(john);
        var first = await SayAsync(john, room, "hello");
        var second = await SayAsync(john, room, "again");
        var branch = (await john.CallAsync("thread:branch", $$"""{"message":{{first}}}""")).GetProperty("thread").GetProperty("id").GetInt64();
        (string Method, string Fields)[] happenings =
        [
            ("message:edit", $$"""{"id":{{first}},"text":"hello there"}"""),
            ("thread:publish", $$"""{"id":{{room}},"message":"quoting","replyTo":{{first}}}"""),
            ("message:edit", $$"""{"id":{{first}},"text":"quoted, and edited"}"""),
            ("message:react", $$"""{"id":{{second}},"emoji":"yes"}"""),
            ("message:unreact", $$"""{"id":{{second}},"emoji":"yes"}"""),
            ("message:pin", $$"""{"id":{{second}}}"""),
            ("thread:publish", $$"""{"id":{{branch}},"message":"beside it"}"""),
            ("thread:invite", $$"""{"id":{{room}},"user":{{Bill}}}"""),
            ("thread:rename", $$"""{"id":{{room}},"name":"Renamed"}"""),
            ("thread:topic", $$"""{"id":{{room}},"topic":"What it is about"}"""),
            ("message:delete", $$"""{"id":{{first}}}"""),
            ("thread:archive", $$"""{"id":{{room}}}"""),
        ];

        foreach (var (method, fields) in happenings)
        {
            await NewestAsync(john, room);
            await john.CallAsync(method, fields);

            var newest = await NewestAsync(john, room);
            var again = await NewestAsync(john, room);

            Assert.Equal(await FromDatabaseAsync(john, room, newest), newest.GetRawText());
            Assert.Equal(newest.GetRawText(), again.GetRawText());
        }
    }

    [Fact]
    public async Task A_page_that_is_kept_is_not_for_who_was_removed()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await using var bill = await demo.Server.ConnectAsync("bill");
        var room = await CreateAsync(john);
        await john.CallAsync("thread:invite", $$"""{"id":{{room}},"user":{{Bill}}}""");
        await SayAsync(john, room, "between us");
        Assert.Equal((await NewestAsync(john, room)).GetRawText(), (await NewestAsync(bill, room)).GetRawText());

        await john.CallAsync("thread:remove", $$"""{"id":{{room}},"user":{{Bill}}}""");
        await NewestAsync(john, room);

        Assert.Equal(404U, (await bill.RefusalOfAsync("thread:history", $$"""{"id":{{room}},"events":true}""")).Code);
    }

    [Fact]
    public async Task Each_size_of_page_is_its_own()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        var room = await CreateAsync(john);
        for (var i = 0; i < 3; i++)
            await SayAsync(john, room, $"number {i}");

        var two = await john.CallAsync("thread:history", $$"""{"id":{{room}},"limit":2}""");
        var one = await john.CallAsync("thread:history", $$"""{"id":{{room}},"limit":1}""");
        var all = await john.CallAsync("thread:history", $$"""{"id":{{room}}}""");

        Assert.Equal((2, 1, 3), (Count(two), Count(one), Count(all)));
        Assert.False(all.TryGetProperty("events", out _));
        Assert.True((await NewestAsync(john, room)).TryGetProperty("events", out _));
        static int Count(JsonElement page) => page.GetProperty("messages").GetArrayLength();
    }

    private static Task<JsonElement> NewestAsync(Guest guest, long room) =>
        guest.CallAsync("thread:history", $$"""{"id":{{room}},"events":true}""");

    /// <summary>The same page, asked for by its end: that is never kept.</summary>
    private static async Task<string> FromDatabaseAsync(Guest guest, long room, JsonElement newest)
    {
        var beyond = newest.GetProperty("offset").GetInt64() + 1;
        return (await guest.CallAsync("thread:history", $$"""{"id":{{room}},"events":true,"before":{{beyond}}}""")).GetRawText();
    }

    private static async Task<long> CreateAsync(Guest guest) =>
        (await guest.CallAsync("thread:create", """{"name":"Ours","private":true}""")).GetProperty("thread").GetProperty("id").GetInt64();

    private static async Task<long> SayAsync(Guest guest, long thread, string text) =>
        (await guest.CallAsync("thread:publish", JsonSerializer.Serialize(new { id = thread, message = text }))).GetProperty("message").GetProperty("id").GetInt64();
}
