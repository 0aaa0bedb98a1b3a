using System.Text;
using System.Text.Json.Nodes;
using Loquat.Protocol;
using Loquat.Realtime.Deltas;

namespace Loquat.Realtime.Tests.Channels;

/// <summary>Section 14: patches for those who asked for them, whole publications for the others.</summary>
public class DeltaTests
{
    private const string First = """{"user":"alice","status":"online","text":"hello","list":[1,2,3,4,5,6,7,8,9]}""";
    private const string Second = """{"user":"alice","status":"online","text":"hello world","list":[1,2,3,4,5,6,7,8,9]}""";
    private const string Third = """{"user":"alice","status":"away","text":"hello world","list":[1,2,3,4,5,6,7,8,9,10]}""";
    private const string Subscribed = """{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true,"delta":true}}""";

    [Fact]
    public async Task The_first_publication_is_whole_and_the_others_are_patches_where_they_are_smaller()
    {
        await using var server = Server();
        var alice = await server.ConnectAsync("alice");
        var plain = await server.ConnectAsync("plain");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"rec:1","delta":"fossil"}}""", Subscribed);
        await plain.Subscribes("""{"id":2,"subscribe":{"channel":"rec:1"}}""", """{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}""");

        foreach (var data in new[] { First, Second, Third, """{"user":"bob"}""" })
            await server.PublishAsync("rec:1", data);

        Assert.Equal((1, First, false), await HearsAsync(alice, ""));
        Assert.Equal((2, Second, true), await HearsAsync(alice, First));
        Assert.Equal((3, Third, true), await HearsAsync(alice, Second));
        Assert.Equal((4, """{"user":"bob"}""", false), await HearsAsync(alice, Third));
        await plain.Hears($$$"""{"push":{"channel":"rec:1","pub":{"data":{{{First}}},"offset":1,"epoch":"$epoch1"} } }""");
        await plain.Hears($$$"""{"push":{"channel":"rec:1","pub":{"data":{{{Second}}},"offset":2} } }""");
    }

    [Fact]
    public async Task Protobuf_has_bytes_in_both_forms_and_the_epoch_with_the_first_publication()
    {
        await using var server = Server();
        var bob = server.Open("bob", WireEncoding.Protobuf);
        await server.Engine.DispatchAsync(bob.Session, new Command.Connect(1, new ConnectRequest { Data = "\"bob\""u8.ToArray() }));
        await server.Engine.DispatchAsync(bob.Session, new Command.Subscribe(2, new SubscribeRequest { Channel = "rec:1", Delta = "fossil" }));
        await bob.HearsSomething("the reply to connect");
        await bob.HearsSomething("the reply to subscribe");

        var top = await server.PublishAsync("rec:1", First);
        await server.PublishAsync("rec:1", Second);

        var whole = await bob.Transport.Messages.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Contains(Convert.ToHexString(Encoding.UTF8.GetBytes(First)), whole, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Convert.ToHexString(Encoding.UTF8.GetBytes(top.Epoch)), whole, StringComparison.OrdinalIgnoreCase);
        var patch = FossilEncoder.Encode(Encoding.UTF8.GetBytes(First), Encoding.UTF8.GetBytes(Second), PatchForm.Binary);
        Assert.Contains(Convert.ToHexString(patch!), await bob.HearsSomething("the patch"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Recovery_begins_with_a_whole_publication_and_goes_on_in_patches()
    {
        await using var server = Server();
        foreach (var data in new[] { "1", First, Second })
            await server.PublishAsync("rec:1", data);
        var alice = await server.ConnectAsync("alice");

        await alice.Sends("""{"id":2,"subscribe":{"channel":"rec:1","delta":"fossil","recover":true,"offset":1}}""");
        await server.PublishAsync("rec:1", Third);

        var recovered = JsonNode.Parse(await alice.HearsSomething("the reply"))!["subscribe"]!["publications"]!.AsArray();
        Assert.Equal((2, First, false), Read(recovered[0]!, ""));
        Assert.Equal((3, Second, true), Read(recovered[1]!, First));
        Assert.Equal((4, Third, true), await HearsAsync(alice, Second));
    }

    [Fact]
    public async Task After_a_recovery_that_brought_nothing_the_next_publication_is_whole()
    {
        await using var server = Server();
        await server.PublishAsync("rec:1", First);
        var other = await server.ConnectAsync("other");
        await other.Sends("""{"id":2,"subscribe":{"channel":"rec:1","delta":"fossil","recover":true}}""");
        var alice = await server.ConnectAsync("alice");

        await alice.Sends("""{"id":2,"subscribe":{"channel":"rec:1","delta":"fossil","recover":true,"offset":1}}""");
        await alice.HearsSomething("the reply");
        await server.PublishAsync("rec:1", Second);
        await server.PublishAsync("rec:1", Third);

        Assert.Equal((2, Second, false), await HearsAsync(alice, ""));
        Assert.Equal((3, Third, true), await HearsAsync(alice, Second));
        await other.HearsSomething("the reply");
        Assert.Equal((2, Second, true), await HearsAsync(other, First));
    }

    [Fact]
    public async Task Without_the_publishers_word_publications_are_whole_but_patches_can_follow_them()
    {
        await using var server = Server(publish: false);
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"rec:1","delta":"fossil"}}""", Subscribed);

        await server.PublishAsync("rec:1", First);
        await server.PublishAsync("rec:1", Second);
        await server.Engine.PublishAsync(
            "rec:1", Encoding.UTF8.GetBytes(Third), new PublishOptions { Delta = true }, TestContext.Current.CancellationToken);

        Assert.Equal((1, First, false), await HearsAsync(alice, ""));
        Assert.Equal((2, Second, false), await HearsAsync(alice, ""));
        Assert.Equal((3, Third, true), await HearsAsync(alice, Second));
    }

    [Fact]
    public async Task What_is_not_in_the_stream_is_whole_and_so_is_what_follows_it()
    {
        await using var server = Server();
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"rec:1","delta":"fossil"}}""", Subscribed);

        await server.PublishAsync("rec:1", First);
        await server.Engine.PublishAsync(
            "rec:1", Encoding.UTF8.GetBytes(Second), new PublishOptions { SkipHistory = true }, TestContext.Current.CancellationToken);
        await server.PublishAsync("rec:1", Third);

        Assert.Equal((1, First, false), await HearsAsync(alice, ""));
        Assert.Equal((0, Second, false), await HearsAsync(alice, ""));
        Assert.Equal((2, Third, false), await HearsAsync(alice, ""));
    }

    [Fact]
    public async Task Without_positions_publications_are_whole_in_the_form_that_was_agreed()
    {
        await using var server = Server();
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"asked:1","delta":"fossil"}}""", """{"id":2,"subscribe":{"delta":true}}""");

        await server.PublishAsync("asked:1", First);
        await server.PublishAsync("asked:1", Second);

        Assert.Equal((1, First, false), await HearsAsync(alice, ""));
        Assert.Equal((2, Second, false), await HearsAsync(alice, ""));
    }

    [Fact]
    public async Task The_form_holds_for_clients_publications_too_and_never_for_history()
    {
        await using var server = Server();
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"rec:1","delta":"fossil"}}""", Subscribed);

        await alice.Sends($$$"""{"id":3,"publish":{"channel":"rec:1","data":{{{First}}} } }""", $$$"""{"id":4,"publish":{"channel":"rec:1","data":{{{Second}}} } }""");

        Assert.Equal((1, First, false), await HearsAsync(alice, ""));
        await alice.Hears("""{"id":3,"publish":{}}""");
        Assert.Equal((2, Second, true), await HearsAsync(alice, First));
        await alice.Hears("""{"id":4,"publish":{}}""");
        await alice.Sends("""{"id":5,"history":{"channel":"rec:1","limit":2,"since":{"offset":1}}}""");
        Assert.Contains($"\"data\":{Second}", await alice.HearsSomething("history"), StringComparison.Ordinal);
    }

    private static TestServer Server(bool publish = true) => new(options =>
    {
        foreach (var channels in options.Namespaces.Values)
            (channels.AllowDelta, channels.DeltaPublish) = (true, publish);
    });

    private static async Task<(int Offset, string Data, bool Delta)> HearsAsync(TestClient client, string previous) =>
        Read(JsonNode.Parse(await client.HearsSomething("a publication"))!["push"]!["pub"]!, previous);

    /// <summary>Reads a publication as a client would that holds the one before it.</summary>
    private static (int Offset, string Data, bool Delta) Read(JsonNode publication, string previous)
    {
        Assert.Null(publication["epoch"]);
        var data = (string)publication["data"]!;
        var delta = (bool?)publication["delta"] ?? false;
        if (delta)
            data = Encoding.UTF8.GetString(FossilDecoder.Decode(Encoding.UTF8.GetBytes(previous), Encoding.UTF8.GetBytes(data), maxLength: 1000));
        return ((int?)publication["offset"] ?? 0, data, delta);
    }
}
