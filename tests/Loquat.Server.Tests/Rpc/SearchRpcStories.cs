using System.Net;
using Loquat.Server.Tests.Api;

namespace Loquat.Server.Tests.Rpc;

public sealed class SearchRpcOnSqlite(DemoOnSqlite demo) : SearchRpcStories(demo), IClassFixture<DemoOnSqlite>;

public sealed class SearchRpcOnPostgres(DemoOnPostgres demo) : SearchRpcStories(demo), IClassFixture<DemoOnPostgres>;

/// <summary>Finding what was said, by call and over the API.</summary>
public abstract class SearchRpcStories(DemoServer demo)
{
    [Fact]
    public async Task What_was_just_said_is_found_by_either_door_in_pages_that_fit_together()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        using var api = await ApiClient.SignInAsync(demo.Server, "john");
        for (var i = 1; i <= 3; i++)
            await john.CallAsync("thread:publish", $$"""{"id":1,"message":"Quinces, basket {{i}}"}""");

        var first = await john.CallAsync("thread:search", """{"query":"QUINCES bask","limit":2}""");
        var after = first.GetProperty("next").GetString();
        var second = await john.CallAsync("thread:search", $$"""{"query":"quinces bask","id":"1","limit":2,"after":"{{after}}"}""");
        var same = await api.GetAsync($"/v1/search?query=quinces%20bask&thread=1&limit=2&after={after}");

        Assert.Equal(
            ["Quinces, basket 3", "Quinces, basket 2", "Quinces, basket 1"],
            first.GetProperty("found").EnumerateArray().Concat(second.GetProperty("found").EnumerateArray())
                .Select(found => found.GetProperty("message").GetProperty("text").GetString()));
        Assert.All(first.GetProperty("found").EnumerateArray(), found => Assert.Equal(1, found.GetProperty("thread").GetProperty("id").GetInt32()));
        Assert.True(first.GetProperty("complete").GetBoolean());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Equal(second.GetRawText(), same.Body.GetRawText());
    }

    [Fact]
    public async Task What_one_may_not_read_is_not_found_and_a_room_that_one_does_not_see_does_not_exist()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await using var bill = await demo.Server.ConnectAsync("bill");
        var secret = (await john.CallAsync("thread:create", """{"name":"attic","private":true}""")).GetProperty("thread").GetProperty("id").GetInt64();
        await john.CallAsync("thread:publish", $$"""{"id":{{secret}},"message":"Medlars in the attic"}""");

        Assert.Single((await john.CallAsync("thread:search", """{"query":"medlars"}""")).GetProperty("found").EnumerateArray());
        Assert.Empty((await bill.CallAsync("thread:search", """{"query":"medlars"}""")).GetProperty("found").EnumerateArray());
        Assert.Equal(404, (int)(await bill.RefusalOfAsync("thread:search", $$"""{"query":"medlars","id":{{secret}}}""")).Code);
    }

    [Theory]
    [InlineData("""{}""", "search_empty")]
    [InlineData("""{"query":"\"\" ?"}""", "search_empty")]
    [InlineData("""{"query":"a","limit":0}""", "limit_invalid")]
    [InlineData("""{"query":"a","after":"x"}""", "cursor_invalid")]
    [InlineData("""{"query":"a","after":"-1"}""", "cursor_invalid")]
    [InlineData(null, "text_too_long")]
    public async Task What_cannot_be_looked_for_is_refused_with_a_reason(string? call, string reason)
    {
        await using var john = await demo.Server.ConnectAsync("john");

        var refusal = await john.RefusalOfAsync("thread:search", call ?? $$"""{"query":"{{new string('a', 257)}}"}""");

        Assert.Equal(400, (int)refusal.Code);
        Assert.Contains($"[{reason}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_the_API_a_query_that_is_none_is_a_problem_with_the_same_reason()
    {
        using var api = await ApiClient.SignInAsync(demo.Server, "john");

        var refused = await api.GetAsync("/v1/search?query=%00%22");

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal("search_empty", refused["reason"].GetString());
    }
}
