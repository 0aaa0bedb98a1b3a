using System.Text;
using System.Text.Json;
using Loquat.Protocol;
using Loquat.Testing;
using static Loquat.Realtime.Tests.Postgres.TwoEngines;

namespace Loquat.Realtime.Tests.Postgres;

/// <summary>Namespaces with history, presence, and what a backend asks for, on whichever node.</summary>
public sealed class TwoEnginesTests(TwoEngines engines) : IClassFixture<TwoEngines>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publications_on_both_nodes_at_once_reach_every_subscriber_in_one_order()
    {
        await using var alice = await ConnectAsync(engines.A, "alice");
        await using var bob = await ConnectAsync(engines.B, "bob");
        await alice.SubscribeAsync("kept:busy");
        await bob.SubscribeAsync("kept:busy");

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? alice : bob).PublishAsync("kept:busy", $"{i}")));

        var (heardByAlice, heardByBob) = (await TakeAsync(alice, 200), await TakeAsync(bob, 200));
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (ulong)i), heardByAlice.Select(publication => publication.Offset));
        Assert.Equal(heardByAlice.Select(Shown), heardByBob.Select(Shown));
    }

    [Fact]
    public async Task What_was_missed_on_one_node_is_recovered_on_the_other()
    {
        await using var alice = await ConnectAsync(engines.A, "alice");
        var position = (await alice.SubscribeAsync("kept:moved")).Position;
        await using var bob = await ConnectAsync(engines.B, "bob");
        await bob.PublishAsync("kept:moved", "1");
        await bob.PublishAsync("kept:moved", "2");

        await using var back = await ConnectAsync(engines.B, "alice");
        var recovered = await back.SubscribeAsync(new SubscribeRequest { Channel = "kept:moved", Recover = true, Position = position });

        Assert.True(recovered.Recovered);
        Assert.Equal(["1", "2"], recovered.Publications.Select(publication => Encoding.UTF8.GetString(publication.Data.Span)));
    }

    [Fact]
    public async Task A_name_that_PostgreSQL_cannot_keep_is_not_allowed_and_keeps_nobody_else_from_publishing()
    {
        const string nul = "kept:a\0b";
        await using var alice = await ConnectAsync(engines.A, "alice");
        await using var bob = await ConnectAsync(engines.A, "bob");

        var fine = Enumerable.Range(0, 20).Select(i => bob.PublishAsync("kept:beside", $"{i}")).ToArray();
        var publish = await Assert.ThrowsAsync<RefusedException>(() => alice.PublishAsync(nul, "1"));
        var subscribe = await Assert.ThrowsAsync<RefusedException>(() => alice.SubscribeAsync(nul));
        await Task.WhenAll(fine);

        Assert.Equal((ProtocolError.BadRequest, ProtocolError.BadRequest), (publish.Error, subscribe.Error));
        var byKey = await engines.A.Engine.PublishAsync("kept:beside", "1"u8.ToArray(), new PublishOptions { IdempotencyKey = "\0" }, Stop);
        var byName = await engines.A.Engine.PublishAsync(nul, "1"u8.ToArray(), PublishOptions.Default, Stop);
        Assert.Equal((ProtocolError.BadRequest, ProtocolError.BadRequest), (byKey.Refusal, byName.Refusal));
    }

    [Fact]
    public async Task Nothing_is_left_out_live_where_a_stream_keeps_only_its_newest_publication()
    {
        await using var bob = await ConnectAsync(engines.B, "bob");
        await bob.SubscribeAsync("newest:state");

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            engines.A.Engine.PublishAsync("newest:state", Encoding.UTF8.GetBytes($"{i}"), Stop).AsTask()));

        Assert.Equal(Enumerable.Range(1, 100).Select(i => (ulong)i), (await TakeAsync(bob, 100)).Select(publication => publication.Offset));
    }

    [Fact]
    public async Task What_is_not_kept_crosses_in_the_order_of_publishing_however_large_it_is()
    {
        await using var bob = await ConnectAsync(engines.B, "bob");
        await bob.SubscribeAsync("open:talk");
        var large = $"\"{new string('x', 60_000)}\"";

        foreach (var data in new[] { "1", large, "2" })
            await engines.A.Engine.PublishAsync("open:talk", Encoding.UTF8.GetBytes(data), Stop);

        Assert.Equal(["1", large, "2"], (await TakeAsync(bob, 3)).Select(publication => Encoding.UTF8.GetString(publication.Data.Span)));
    }

    [Fact]
    public async Task Who_comes_and_goes_on_one_node_is_told_and_seen_on_the_other()
    {
        await using var bob = await ConnectAsync(engines.B, "bob");
        await bob.SubscribeAsync("people:here");
        var alice = await ConnectAsync(engines.A, "alice");

        await alice.SubscribeAsync("people:here");
        Assert.Equal("alice", (await NextAsync<Push.Join>(bob, push => push.Info.User != "bob")).Info.User);
        var present = await bob.CallAsync<Reply.Presence>(id => new Command.Presence(id, "people:here"));
        await alice.DisposeAsync();
        await NextAsync<Push.Leave>(bob, push => push.Info.User == "alice");
        var left = await bob.CallAsync<Reply.Presence>(id => new Command.Presence(id, "people:here"));

        Assert.Equal(["alice", "bob"], present.Clients.Values.Select(info => info.User).Order());
        Assert.Equal(["bob"], left.Clients.Values.Select(info => info.User));
    }

    [Fact]
    public async Task A_backend_that_asks_one_node_reaches_a_users_connections_on_the_other()
    {
        await using var carol = await ConnectAsync(engines.B, "carol");
        await using var dave = await ConnectAsync(engines.B, "dave");

        using var subscribed = await CallAsync(engines.A, "subscribe", """{"user":"carol","channel":"kept:theirs"}""");
        Assert.Equal("kept:theirs", (await NextAsync<Push.Subscribe>(carol)).Channel);
        using var refreshed = await CallAsync(engines.A, "refresh", """{"user":"carol","expire_at":4102444800}""");
        Assert.True((await NextAsync<Push.Refresh>(carol)).Expires);
        using var unsubscribed = await CallAsync(engines.A, "unsubscribe", """{"user":"carol","channel":"kept:theirs"}""");
        Assert.Equal("kept:theirs", (await NextAsync<Push.Unsubscribe>(carol)).Channel);
        using var disconnected = await CallAsync(
            engines.A, "disconnect", """{"user":"carol","disconnect":{"code":4321,"reason":"enough"}}""");

        Assert.Equal((4321, "enough"), await carol.Closed);
        await dave.PublishAsync("open:still", "1");
    }

    [Fact]
    public async Task A_node_lists_all_nodes()
    {
        await using var erin = await ConnectAsync(engines.B, "erin");
        await engines.BackplaneOf(engines.B).BeatOnceAsync();
        await engines.BackplaneOf(engines.A).BeatOnceAsync();

        using var answer = await CallAsync(engines.A, "info", "{}");

        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
        var nodes = json.RootElement.GetProperty("result").GetProperty("nodes").EnumerateArray().ToList();
        Assert.Equal([engines.A.Engine.NodeId, engines.B.Engine.NodeId], nodes.Select(node => node.GetProperty("uid").GetString()));
        Assert.NotEqual(0, nodes[1].GetProperty("num_clients").GetInt32());
    }

    private static async Task<List<Publication>> TakeAsync(ProtocolClient client, int count)
    {
        var publications = new List<Publication>();
        while (publications.Count < count)
            publications.Add(await client.NextPublicationAsync());
        return publications;
    }

    private static async Task<TPush> NextAsync<TPush>(ProtocolClient client, Func<TPush, bool>? where = null)
        where TPush : Push
    {
        while (true)
        {
            if (await client.NextPushAsync() is TPush push && (where is null || where(push)))
                return push;
        }
    }

    private static (ulong Offset, string Data) Shown(Publication publication) =>
        (publication.Offset, Encoding.UTF8.GetString(publication.Data.Span));
}
