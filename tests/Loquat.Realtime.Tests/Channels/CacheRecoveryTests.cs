using System.Text.Json.Nodes;

namespace Loquat.Realtime.Tests.Channels;

/// <summary>Section 13.2: the newest publication is the whole state.</summary>
public class CacheRecoveryTests
{
    private const string Always = "\"recoverable\":true,\"epoch\":\"$epoch1\",\"positioned\":true,\"was_recovering\":true";
    private const string Newest = "\"publications\":[{\"data\":2,\"offset\":2}],\"recovered\":true";

    [Theory]
    [InlineData("", "\"offset\":2,\"was_recovering\":false")]
    [InlineData(",\"recover\":true", Newest)]
    [InlineData(",\"recover\":true,\"offset\":1,\"epoch\":\"EPOCH\"", Newest + ",\"offset\":1")]
    [InlineData(",\"recover\":true,\"offset\":1,\"epoch\":\"wrong\"", Newest + ",\"offset\":1")]
    [InlineData(",\"recover\":true,\"offset\":2,\"epoch\":\"wrong\"", Newest + ",\"offset\":2")]
    [InlineData(",\"recover\":true,\"offset\":2,\"epoch\":\"EPOCH\"", "\"recovered\":true,\"offset\":2")]
    public async Task The_newest_publication_comes_to_who_does_not_have_it(string wish, string expected)
    {
        await using var server = Server();
        await server.PublishAsync("rec:1", "1");
        var top = await server.PublishAsync("rec:1", "2");
        var alice = await server.ConnectAsync("alice");

        await alice.Sends($$$"""{"id":2,"subscribe":{"channel":"rec:1"{{{wish.Replace("EPOCH", top.Epoch, StringComparison.Ordinal)}}} } }""");

        await alice.Hears(Answer(expected));
    }

    [Fact]
    public async Task Nothing_to_bring_is_no_recovery_unless_the_client_is_there()
    {
        await using var server = Server();
        await server.PublishAsync("rec:1", "1");
        var top = await server.PublishAsync("rec:1", "2");
        await server.Engine.RemoveHistoryAsync("rec:1", TestContext.Current.CancellationToken);
        var alice = await server.ConnectAsync("alice");
        var bob = await server.ConnectAsync("bob");

        await alice.Sends($$$"""{"id":2,"subscribe":{"channel":"rec:1","recover":true,"offset":1,"epoch":"{{{top.Epoch}}}"}}""");
        await bob.Sends($$$"""{"id":2,"subscribe":{"channel":"rec:1","recover":true,"offset":2,"epoch":"{{{top.Epoch}}}"}}""");

        await alice.Hears(Answer("\"offset\":2"));
        await bob.Hears(Answer("\"recovered\":true,\"offset\":2"));
        await alice.Subscribes("""{"id":3,"unsubscribe":{"channel":"rec:1"}}""", """{"id":3,"unsubscribe":{}}""");
        await alice.Subscribes(
            """{"id":4,"subscribe":{"channel":"rec:1","recover":true,"flag":2}}""", """{"id":4,"error":{"code":112,"message":"unrecoverable position"}}""");
    }

    [Fact]
    public async Task What_arrives_during_the_reading_is_newer()
    {
        await using var server = Server();
        await server.PublishAsync("rec:1", "1");
        var gate = new Gate();
        server.Broker.AfterRead = gate.PassAsync;
        var alice = await server.ConnectAsync("alice");

        var subscribing = alice.Sends("""{"id":2,"subscribe":{"channel":"rec:1","recover":true}}""");
        await gate.Reached;
        await server.PublishAsync("rec:1", "2");
        gate.Open();
        await subscribing;
        await server.PublishAsync("rec:1", "3");

        await alice.Hears(Answer(Newest));
        await alice.Hears("""{"push":{"channel":"rec:1","pub":{"data":3,"offset":3}}}""");
    }

    [Fact]
    public async Task It_can_come_to_those_who_did_not_ask()
    {
        await using var server = Server(auto: true);
        await server.PublishAsync("rec:1", "1");
        await server.PublishAsync("rec:1", "2");
        var alice = await server.ConnectAsync("alice");

        await alice.Sends("""{"id":2,"subscribe":{"channel":"rec:1"}}""");

        await alice.Hears(Answer(Newest));
    }

    private static string Answer(string expected)
    {
        var result = JsonNode.Parse($"{{{Always}}}")!.AsObject();
        foreach (var (name, value) in JsonNode.Parse($"{{{expected}}}")!.AsObject())
        {
            result.Remove(name);
            if (value!.ToJsonString() != "false")
                result[name] = value.DeepClone();
        }
        return new JsonObject { ["id"] = 2, ["subscribe"] = result }.ToJsonString();
    }

    private static TestServer Server(bool auto = false) => new(options =>
    {
        options.Namespaces["rec"].RecoveryMode = RecoveryMode.Cache;
        options.Namespaces["rec"].AutoCacheRecover = auto;
    });
}
