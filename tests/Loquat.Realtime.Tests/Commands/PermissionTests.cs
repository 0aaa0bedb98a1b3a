using Loquat.Protocol;

namespace Loquat.Realtime.Tests.Commands;

/// <summary>Sections 19, 20 and 23: publish, presence, history, refresh.</summary>
public class PermissionTests
{
    private const string Denied = "\"error\":{\"code\":103,\"message\":\"permission denied\"}";
    private const string NotAvailable = "\"error\":{\"code\":108,\"message\":\"not available\"}";
    private const string BadRequest = "\"error\":{\"code\":107,\"message\":\"bad request\"}";
    private const string Unknown = "\"error\":{\"code\":102,\"message\":\"unknown channel\"}";

    [Theory]
    [InlineData("\"publish\":{\"channel\":\"open:1\",\"data\":1}", "\"publish\":{}")]
    [InlineData("\"publish\":{\"channel\":\"open:1\"}", BadRequest)]
    [InlineData("\"publish\":{\"channel\":\"locked:1\",\"data\":1}", Denied)]
    [InlineData("\"publish\":{\"channel\":\"members:1\",\"data\":1}", Denied)]
    [InlineData("\"publish\":{\"channel\":\"nope:1\",\"data\":1}", Unknown)]
    [InlineData("\"presence\":{\"channel\":\"open:1\"}", NotAvailable)]
    [InlineData("\"presence\":{\"channel\":\"locked:1\"}", Denied)]
    [InlineData("\"presence\":{\"channel\":\"chat:1\"}", "\"presence\":{\"presence\":{}}")]
    [InlineData("\"presence\":{\"channel\":\"nope:1\"}", Unknown)]
    [InlineData("\"presence_stats\":{\"channel\":\"open:1\"}", NotAvailable)]
    [InlineData("\"presence_stats\":{\"channel\":\"chat:1\"}", "\"presence_stats\":{\"num_clients\":0,\"num_users\":0}")]
    [InlineData("\"history\":{\"channel\":\"open:1\"}", NotAvailable)]
    [InlineData("\"history\":{\"channel\":\"locked:1\"}", Denied)]
    [InlineData("\"history\":{\"channel\":\"rec:1\",\"reverse\":true,\"since\":{\"epoch\":\"x\"}}", BadRequest)]
    [InlineData("\"history\":{\"channel\":\"rec:1\",\"limit\":1,\"since\":{\"offset\":1,\"epoch\":\"x\"}}", "\"error\":{\"code\":112,\"message\":\"unrecoverable position\"}")]
    [InlineData("\"unsubscribe\":{\"channel\":\"nope:1\"}", "\"unsubscribe\":{}")]
    [InlineData("\"sub_refresh\":{\"channel\":\"open:1\",\"token\":\"x\"}", Denied)]
    [InlineData("\"subscribe\":{\"channel\":\"open:1\",\"type\":1}", Denied)]
    [InlineData("\"subscribe\":{\"channel\":\"open:1\",\"type\":4}", NotAvailable)]
    [InlineData("\"subscribe\":{\"channel\":\"open:1\",\"tf\":{\"key\":\"a\",\"cmp\":\"ex\"}}", BadRequest)]
    [InlineData("\"subscribe\":{\"channel\":\"open:1\",\"delta\":\"fossil\"}", "\"subscribe\":{}")]
    public async Task Each_command_has_its_answer(string command, string answer)
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes($"{{\"id\":2,{command}}}", $"{{\"id\":2,{answer}}}");
    }

    [Fact]
    public async Task Being_subscribed_can_be_what_allows_to_publish()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"members:1"}}""", """{"id":2,"subscribe":{}}""");

        await alice.Sends("""{"id":3,"publish":{"channel":"members:1","data":1}}""");

        await alice.Hears("""{"push":{"channel":"members:1","pub":{"data":1,"info":{"user":"alice","client":"$alice"}}}}""");
        await alice.Hears("""{"id":3,"publish":{}}""");
    }

    [Fact]
    public async Task Insecure_allows_all_but_private_and_unknown_channels()
    {
        await using var server = new TestServer(options => options.Insecure = true);
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"locked:1"}}""", """{"id":2,"subscribe":{}}""");
        await alice.Subscribes("""{"id":3,"presence_stats":{"channel":"locked:1"}}""", """{"id":3,"presence_stats":{"num_clients":1,"num_users":1}}""");
        await alice.Subscribes("""{"id":4,"subscribe":{"channel":"$locked:1"}}""", $"{{\"id\":4,{Denied}}}");
        await alice.Subscribes("""{"id":5,"subscribe":{"channel":"dialog:x#bob"}}""", """{"id":5,"subscribe":{}}""");
        await alice.Subscribes("""{"id":6,"subscribe":{"channel":"nope:1"}}""", $"{{\"id\":6,{Unknown}}}");
    }

    [Fact]
    public async Task The_application_may_change_what_is_published()
    {
        await using var server = new TestServer();
        server.App.OnPublish = _ => new(new PublishAnswer.Accepted("\"changed\""u8.ToArray()));
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"open:1"}}""", """{"id":2,"subscribe":{}}""");

        await alice.Sends("""{"id":3,"publish":{"channel":"open:1","data":1}}""");

        await alice.Hears("""{"push":{"channel":"open:1","pub":{"data":"changed","info":{"user":"alice","client":"$alice"}}}}""");
    }

    [Fact]
    public async Task A_client_reads_no_more_history_than_its_limit()
    {
        await using var server = new TestServer(options => options.HistoryLimit = 2);
        for (var i = 1; i <= 4; i++)
            await server.PublishAsync("rec:1", $"{i}");
        var alice = await server.ConnectAsync("alice");

        foreach (var limit in new[] { -1, 3, 100 })
        {
            await alice.Subscribes(
                $$$"""{"id":2,"history":{"channel":"rec:1","limit":{{{limit}}} } }""",
                """{"id":2,"history":{"publications":[{"data":1,"offset":1,"epoch":"$epoch1"},{"data":2,"offset":2}],"epoch":"$epoch1","offset":4}}""");
        }
    }

    [Fact]
    public async Task What_is_not_JSON_goes_only_where_any_bytes_may_and_not_to_JSON_connections()
    {
        await using var server = new TestServer(options => options.Namespaces["raw"] = new ChannelOptions
        {
            AllowSubscribeForClient = true,
            PublicationFormat = PublicationFormat.Binary,
        });
        var alice = await server.ConnectAsync("alice");
        var bob = server.Open("bob", WireEncoding.Protobuf);
        await server.Engine.DispatchAsync(bob.Session, new Command.Connect(1, new ConnectRequest { Data = "\"bob\""u8.ToArray() }));
        await server.Engine.DispatchAsync(bob.Session, new Command.Subscribe(2, new SubscribeRequest { Channel = "raw:1" }));
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"raw:1"}}""", """{"id":2,"subscribe":{}}""");

        var refused = await server.Engine.PublishAsync("open:1", "{"u8.ToArray(), PublishOptions.Default, TestContext.Current.CancellationToken);
        var published = await server.Engine.PublishAsync("raw:1", new byte[] { 1, 2 }, PublishOptions.Default, TestContext.Current.CancellationToken);

        Assert.Equal(ProtocolError.BadRequest, refused.Refusal);
        Assert.Null(published.Refusal);
        await alice.IsClosedWith(3506);
        for (var message = ""; !message.EndsWith("0102", StringComparison.Ordinal);)
            message = await bob.HearsSomething("the bytes 01 02");
    }
}
