using System.Text;
using System.Text.Json.Nodes;
using Loquat.Protocol;
using Loquat.Realtime.Deltas;

namespace Loquat.Realtime.Tests.Channels;

/// <summary>Section 11.9: a number in place of the channel's name, for those who understand it.</summary>
public class CompactionTests
{
    private const string First = """{"user":"alice","status":"online","list":[1,2,3,4,5,6,7,8,9]}""";
    private const string Second = """{"user":"alice","status":"away","list":[1,2,3,4,5,6,7,8,9]}""";

    [Fact]
    public async Task Who_understands_numbers_gets_one_and_the_others_of_the_channel_its_name()
    {
        await using var server = Server();
        var alice = await server.ConnectAsync("alice");
        var bob = await server.ConnectAsync("bob");
        var carol = await server.ConnectAsync("carol");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"open:1","flag":1}}""", """{"id":2,"subscribe":{"id":1}}""");
        await bob.Subscribes("""{"id":2,"subscribe":{"channel":"open:1","flag":2}}""", """{"id":2,"subscribe":{}}""");
        await carol.Subscribes("""{"id":2,"subscribe":{"channel":"open:1","flag":3}}""", """{"id":2,"subscribe":{"id":1}}""");

        await server.PublishAsync("open:1", "7");

        await alice.Hears("""{"push":{"id":1,"pub":{"data":7}}}""");
        await bob.Hears("""{"push":{"channel":"open:1","pub":{"data":7}}}""");
        await carol.Hears("""{"push":{"id":1,"pub":{"data":7}}}""");
    }

    [Fact]
    public async Task Where_it_is_not_allowed_the_name_stays()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"open:1","flag":1}}""", """{"id":2,"subscribe":{}}""");

        await server.PublishAsync("open:1", "7");

        await alice.Hears("""{"push":{"channel":"open:1","pub":{"data":7}}}""");
    }

    [Theory]
    [InlineData(0, "open:1", 0)]
    [InlineData(1, "", 1)]
    public async Task Protobuf_has_the_number_too(long flag, string name, long number)
    {
        await using var server = Server();
        var bob = server.Open("bob", WireEncoding.Protobuf);
        await server.Engine.DispatchAsync(bob.Session, new Command.Connect(1, new ConnectRequest { Data = "\"bob\""u8.ToArray() }));
        await server.Engine.DispatchAsync(bob.Session, new Command.Subscribe(2, new SubscribeRequest { Channel = "open:1", Flag = flag }));
        await bob.HearsRaw();
        var reply = Assert.IsType<Reply.Subscribe>(await ReplyAsync(bob));

        await server.PublishAsync("open:1", "7");

        Assert.Equal(number, reply.Result.Id);
        var push = Assert.IsType<Push.Pub>(Assert.IsType<Reply.Pushed>(await ReplyAsync(bob)).Push);
        Assert.Equal((name, number, "7"), (push.Channel, push.Id, Encoding.UTF8.GetString(push.Publication.Data.Span)));
    }

    [Fact]
    public async Task Patches_and_whole_publications_come_by_number_and_by_name()
    {
        await using var server = Server();
        var numbered = await server.ConnectAsync("numbered");
        var named = await server.ConnectAsync("named");
        await numbered.Sends("""{"id":2,"subscribe":{"channel":"rec:1","delta":"fossil","flag":1}}""");
        await named.Sends("""{"id":2,"subscribe":{"channel":"rec:1","delta":"fossil"}}""");
        await numbered.HearsSomething("the reply");
        await named.HearsSomething("the reply");

        await server.PublishAsync("rec:1", First);
        await server.PublishAsync("rec:1", Second);

        Assert.Equal((1, null, First), Read(await numbered.HearsSomething("the first"), ""));
        Assert.Equal((1, null, Second), Read(await numbered.HearsSomething("the patch"), First));
        Assert.Equal((0, "rec:1", First), Read(await named.HearsSomething("the first"), ""));
        Assert.Equal((0, "rec:1", Second), Read(await named.HearsSomething("the patch"), First));
    }

    [Fact]
    public async Task What_was_missed_comes_in_the_reply_and_what_follows_by_number()
    {
        await using var server = Server();
        await server.PublishAsync("rec:1", "1");
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes(
            """{"id":2,"subscribe":{"channel":"rec:1","recover":true,"flag":1}}""",
            """{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","publications":[{"data":1,"offset":1,"epoch":"$epoch1"}],"recovered":true,"positioned":true,"was_recovering":true,"id":1}}""");
        await server.PublishAsync("rec:1", "2");

        await alice.Hears("""{"push":{"id":1,"pub":{"data":2,"offset":2}}}""");
    }

    [Fact]
    public async Task Joins_and_leaves_come_by_number()
    {
        await using var server = Server();
        var alice = await server.ConnectAsync("alice");
        var bob = await server.ConnectAsync("bob");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"chat:1","flag":1}}""", """{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true,"id":1}}""");
        await alice.Hears("""{"push":{"id":1,"join":{"info":{"user":"alice","client":"$alice"}}}}""");

        await bob.Subscribes("""{"id":2,"subscribe":{"channel":"chat:1"}}""", """{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}""");
        await bob.Sends("""{"id":3,"unsubscribe":{"channel":"chat:1"}}""");

        await bob.Hears("""{"push":{"channel":"chat:1","join":{"info":{"user":"bob","client":"$bob"}}}}""");
        await alice.Hears("""{"push":{"id":1,"join":{"info":{"user":"bob","client":"$bob"}}}}""");
        await alice.Hears("""{"push":{"id":1,"leave":{"info":{"user":"bob","client":"$bob"}}}}""");
    }

    [Fact]
    public async Task The_end_is_told_by_name_and_the_number_is_never_used_again()
    {
        await using var server = Server();
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"open:1","flag":1}}""", """{"id":2,"subscribe":{"id":1}}""");
        await alice.Subscribes("""{"id":3,"subscribe":{"channel":"open:2","flag":1}}""", """{"id":3,"subscribe":{"id":2}}""");

        await server.Engine.UnsubscribeAsync("alice", "open:1", cancellationToken: TestContext.Current.CancellationToken);

        await alice.Hears("""{"push":{"channel":"open:1","unsubscribe":{"code":2000,"reason":"server unsubscribe"}}}""");
        await alice.Subscribes("""{"id":4,"subscribe":{"channel":"open:1","flag":1}}""", """{"id":4,"subscribe":{"id":3}}""");
        await server.PublishAsync("open:1", "7");
        await alice.Hears("""{"push":{"id":3,"pub":{"data":7}}}""");
    }

    [Fact]
    public async Task Subscriptions_that_the_server_makes_are_named()
    {
        await using var server = Server();
        var alice = server.Open("alice");

        var token = server.Token("""{"sub":"alice","channels":["open:1"]}""");
        await alice.Sends($$$"""{"id":1,"connect":{"token":"{{{token}}}","subs":{"open:1":{"flag":1} } } }""");
        await alice.Hears("""{"id":1,"connect":{"client":"$alice","version":"test","subs":{"open:1":{}},"ping":25,"pong":true}}""");
        await server.Engine.SubscribeAsync("alice", "open:2", cancellationToken: TestContext.Current.CancellationToken);
        await server.PublishAsync("open:1", "1");
        await server.PublishAsync("open:2", "2");

        await alice.Hears("""{"push":{"channel":"open:2","subscribe":{}}}""");
        await alice.Hears("""{"push":{"channel":"open:1","pub":{"data":1}}}""");
        await alice.Hears("""{"push":{"channel":"open:2","pub":{"data":2}}}""");
    }

    private static TestServer Server() => new(options =>
    {
        foreach (var channels in options.Namespaces.Values)
            (channels.AllowChannelCompaction, channels.AllowDelta, channels.DeltaPublish) = (true, true, true);
    });

    private static async Task<Reply> ReplyAsync(TestClient client)
    {
        ReadOnlyMemory<byte> rest = Convert.FromHexString(await client.HearsRaw());
        Assert.True(ProtocolCodec.Protobuf.TryReadReply(ref rest, out var reply));
        return reply;
    }

    /// <summary>Reads a publication as a client would that holds the one before it; a second one has to be a patch.</summary>
    private static (long Number, string? Name, string Data) Read(string message, string previous)
    {
        var push = JsonNode.Parse(message)!["push"]!;
        var data = (string)push["pub"]!["data"]!;
        Assert.Equal(previous.Length > 0, (bool?)push["pub"]!["delta"] ?? false);
        if (previous.Length > 0)
            data = Encoding.UTF8.GetString(FossilDecoder.Decode(Encoding.UTF8.GetBytes(previous), Encoding.UTF8.GetBytes(data), maxLength: 1000));
        return ((long?)push["id"] ?? 0, (string?)push["channel"], data);
    }
}
