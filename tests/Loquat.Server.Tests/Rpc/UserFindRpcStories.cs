using System.Text.Json;

namespace Loquat.Server.Tests.Rpc;

public sealed class UserFindRpcOnSqlite(DemoOnSqlite demo) : UserFindRpcStories(demo), IClassFixture<DemoOnSqlite>;

public sealed class UserFindRpcOnPostgres(DemoOnPostgres demo) : UserFindRpcStories(demo), IClassFixture<DemoOnPostgres>;

/// <summary>Whom one can invite, address and mention.</summary>
public abstract class UserFindRpcStories(DemoServer demo)
{
    [Theory]
    [InlineData("{}", "bill john")]
    [InlineData("""{"name":"JO"}""", "john")]
    [InlineData("""{"name":" b "}""", "bill")]
    [InlineData("""{"name":"oh"}""", "")]
    [InlineData("""{"name":"%"}""", "")]
    [InlineData("""{"limit":1}""", "bill")]
    [InlineData("""{"limit":1,"after":"Bill"}""", "john")]
    [InlineData("""{"after":"john"}""", "")]
    public async Task People_are_found_by_how_their_names_begin_in_pages(string fields, string expected)
    {
        await using var john = await demo.Server.ConnectAsync("john");

        var answer = await john.CallAsync("user:find", fields);

        Assert.Equal(expected, string.Join(' ', answer.GetProperty("users").EnumerateArray().Select(NameOf)));
    }

    [Fact]
    public async Task Beside_a_thread_its_members_stand_first()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await using var bill = await demo.Server.ConnectAsync("bill");
        var created = await john.CallAsync("thread:create", """{"name":"Ours","private":true}""");
        var room = created.GetProperty("thread").GetProperty("id").GetInt64();

        var all = (await john.CallAsync("user:find", $$"""{"thread":{{room}}}""")).GetProperty("users").EnumerateArray().ToList();
        var refused = await bill.RefusalOfAsync("user:find", $$"""{"thread":{{room}}}""");

        Assert.Equal(["john", "bill"], all.Select(NameOf));
        Assert.Equal([true, false], all.Select(user => user.TryGetProperty("member", out _)));
        Assert.Equal(404U, refused.Code);
    }

    [Theory]
    [InlineData("""{"limit":0}""")]
    [InlineData("""{"thread":1,"after":"bill"}""")]
    [InlineData("""{"name":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}""")]
    public async Task A_search_that_cannot_be_meant_is_refused_in_words(string fields)
    {
        await using var john = await demo.Server.ConnectAsync("john");

        var error = await john.RefusalOfAsync("user:find", fields);

        Assert.Equal((400U, false), (error.Code, error.Temporary));
        Assert.NotEmpty(error.Message);
    }

    private static string? NameOf(JsonElement user) => user.GetProperty("username").GetString();
}
