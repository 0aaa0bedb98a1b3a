using System.Text;

namespace Loquat.Realtime.Tests.Channels;

/// <summary>Section 15: a subscriber chooses by tags, and its position moves all the same.</summary>
public class TagsFilterSubscriptionTests
{
    private const string Red = """ "tf":{"key":"color","cmp":"eq","val":"red"}""";

    [Fact]
    public async Task Only_what_matches_comes_and_the_rest_counts_as_seen()
    {
        await using var server = Server();
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes(
            $$$"""{"id":2,"subscribe":{"channel":"rec:1",{{{Red}}} } }""",
            """{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}""");

        await PublishAsync(server, "1", "red");
        await PublishAsync(server, "2", "blue");
        await PublishAsync(server, "3", color: null);
        await PublishAsync(server, "4", "red");

        await alice.Hears("""{"push":{"channel":"rec:1","pub":{"data":1,"offset":1,"tags":{"color":"red"},"epoch":"$epoch1"}}}""");
        await alice.Hears("""{"push":{"channel":"rec:1","pub":{"data":4,"offset":4,"tags":{"color":"red"}}}}""");
        await alice.HearsNothingMore();
    }

    [Fact]
    public async Task Recovery_brings_what_matches_of_what_was_missed()
    {
        await using var server = Server();
        for (var i = 1; i <= 4; i++)
            await PublishAsync(server, $"{i}", i % 2 == 0 ? "red" : "blue");
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"history":{"channel":"rec:1"}}""", """{"id":2,"history":{"publications":[],"epoch":"$epoch1","offset":4}}""");

        await alice.Subscribes(
            $$$"""{"id":3,"subscribe":{"channel":"rec:1","recover":true,"offset":2,{{{Red}}} } }""",
            """{"id":3,"subscribe":{"recoverable":true,"epoch":"$epoch1","publications":[{"data":4,"offset":4,"tags":{"color":"red"}}],"recovered":true,"offset":2,"positioned":true,"was_recovering":true}}""");

        await PublishAsync(server, "5", "red");
        await alice.Hears("""{"push":{"channel":"rec:1","pub":{"data":5,"offset":5,"tags":{"color":"red"}}}}""");
    }

    [Theory]
    [InlineData("rec:1", """{"key":"color","cmp":"like","val":"red"}""")]
    [InlineData("rec:1", """{"op":"and"}""")]
    [InlineData("open:1", """{"key":"color","cmp":"eq","val":"red"}""")]
    public async Task A_filter_that_is_none_or_not_allowed_is_a_bad_request(string channel, string filter)
    {
        await using var server = Server();
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes(
            $$$"""{"id":2,"subscribe":{"channel":"{{{channel}}}","tf":{{{filter}}} } }""", """{"id":2,"error":{"code":107,"message":"bad request"}}""");
    }

    private static TestServer Server() => new(options => options.Namespaces["rec"].AllowTagsFilter = true);

    private static async Task PublishAsync(TestServer server, string data, string? color)
    {
        var options = color is null ? PublishOptions.Default : new PublishOptions { Tags = new Dictionary<string, string> { ["color"] = color } };
        await server.Engine.PublishAsync("rec:1", Encoding.UTF8.GetBytes(data), options, TestContext.Current.CancellationToken);
    }
}
