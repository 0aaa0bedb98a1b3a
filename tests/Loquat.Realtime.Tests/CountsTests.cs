namespace Loquat.Realtime.Tests;

/// <summary>What the engine tells about its channels and itself.</summary>
public sealed class CountsTests
{
    [Fact]
    public async Task Channels_are_listed_with_their_subscribers()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");
        var bob = await server.ConnectAsync("bob");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"open:1"}}""", """{"id":2,"subscribe":{}}""");
        await bob.Subscribes("""{"id":2,"subscribe":{"channel":"open:1"}}""", """{"id":2,"subscribe":{}}""");
        await bob.Subscribes("""{"id":3,"subscribe":{"channel":"open:2"}}""", """{"id":3,"subscribe":{}}""");

        Assert.Equal([("open:1", 2), ("open:2", 1)], server.Engine.ListChannels(_ => true).Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal(["open:2"], server.Engine.ListChannels(channel => channel != "open:1").Keys);
        Assert.Equal(3, server.Engine.SubscriptionCount);
    }

    [Theory]
    [InlineData("chat:1", true, true)]
    [InlineData("small:1", false, true)]
    [InlineData("open:1", false, false)]
    public async Task Traits_say_what_a_channel_keeps(string channel, bool presence, bool history)
    {
        await using var server = new TestServer();

        Assert.Equal(new ChannelTraits(presence, history, IsLog: false), server.Engine.TraitsOf(channel));
    }

    [Fact]
    public async Task A_channel_of_an_unknown_namespace_has_no_traits()
    {
        await using var server = new TestServer();

        Assert.Null(server.Engine.TraitsOf("nope:1"));
    }
}
