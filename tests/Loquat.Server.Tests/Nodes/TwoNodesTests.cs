using System.Text.Json;
using Loquat.Chat.Users;
using Loquat.Protocol;
using Loquat.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Server.Tests.Nodes;

/// <summary>A client of one node hears everything that is said on the other.</summary>
public sealed class TwoNodesTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private const int Posts = 200;

    [Fact]
    public async Task What_is_said_on_one_node_is_heard_on_the_other_once_and_in_order()
    {
        await using var john = await nodes.A.ConnectAsync("john");
        var room = await CreateRoomAsync(john, "Heard");
        await using var bill = await nodes.B.ConnectAsync("bill", followsThreads: true);

        for (var i = 1; i <= 20; i++)
            await SayAsync(john, room, $"{i}");

        Assert.Equal(
            Enumerable.Range(1, 20).Select(i => ((ulong)i + 1, $"{i}")),
            (await EventsAsync(bill, room, 20)).Select(it => (it.Offset, it.Data.GetProperty("message").GetProperty("text").GetString()!)));
    }

    [Fact]
    public async Task Two_hundred_messages_said_on_both_nodes_at_once_are_seen_by_everybody_in_one_order()
    {
        await using var john = await nodes.A.ConnectAsync("john");
        await using var bill = await nodes.B.ConnectAsync("bill");
        var room = await CreateRoomAsync(john, "Busy");
        await using var onA = await nodes.A.ConnectAsync("john", followsThreads: true);
        await using var onB = await nodes.B.ConnectAsync("bill", followsThreads: true);
        await using var binaryOnB = await nodes.B.ConnectAsync("john", WireEncoding.Protobuf, followsThreads: true);

        await Task.WhenAll(Enumerable.Range(0, Posts).Select(i => SayAsync(i % 2 == 0 ? john : bill, room, $"{i}")));

        var seen = await Task.WhenAll(EventsAsync(onA, room, Posts), EventsAsync(onB, room, Posts), EventsAsync(binaryOnB, room, Posts));
        foreach (var events in seen)
        {
            Assert.Equal(Enumerable.Range(2, Posts).Select(i => (ulong)i), events.Select(it => it.Offset));
            Assert.Equal(seen[0].Select(it => it.Data.ToString()), events.Select(it => it.Data.ToString()));
        }
    }

    [Fact]
    public async Task A_room_opened_on_one_node_appears_to_the_clients_of_the_other_with_all_that_is_said_in_it()
    {
        await using var bill = await nodes.B.ConnectAsync("bill", followsThreads: true);
        await using var john = await nodes.A.ConnectAsync("john");

        var room = await CreateRoomAsync(john, "Opened");
        await SayAsync(john, room, "first");
        await SayAsync(john, room, "second");

        var (subscribed, news, texts) = (false, false, new List<string>());
        while (!subscribed || !news || texts.Count < 2)
        {
            switch (await bill.Client.NextPushAsync())
            {
                case Push.Subscribe push when push.Channel == $"thread:{room}":
                    subscribed = true;
                    break;
                case Push.Pub { Channel: "chat", Publication.Data: var data } when Is("thread.created", data, out var it):
                    news |= it.GetProperty("thread").GetProperty("id").GetInt64() == room;
                    break;
                case Push.Pub pub when pub.Channel == $"thread:{room}":
                    Assert.True(subscribed);
                    texts.Add(Parse(pub.Publication.Data).GetProperty("message").GetProperty("text").GetString()!);
                    break;
            }
        }
        Assert.Equal(["first", "second"], texts);
    }

    [Fact]
    public async Task A_private_room_opened_on_one_node_appears_on_the_other_to_its_members_alone()
    {
        await using var bill = await nodes.B.ConnectAsync("bill", followsThreads: true);
        await using var johnToo = await nodes.B.ConnectAsync("john", followsThreads: true);
        await using var john = await nodes.A.ConnectAsync("john");

        var secret = await CreateRoomAsync(john, "Secret", isPrivate: true);
        var open = await CreateRoomAsync(john, "Open");

        await WhenSubscribedAsync(johnToo, secret);
        await WhenSubscribedAsync(johnToo, open);
        Assert.Equal([$"thread:{open}"], await WhenSubscribedAsync(bill, open));
    }

    [Fact]
    public async Task What_is_not_stored_crosses_too_however_large_it_is()
    {
        await using var bill = await nodes.B.ConnectAsync("bill");
        await using var john = await nodes.A.ConnectAsync("john");
        // In base64, and with its shape around it, this is more than a notification holds.
        var large = new string('ü', 3_900);

        await SayAsync(john, 1, "short");
        await SayAsync(john, 1, large);
        await SayAsync(john, 1, "short again");

        var heard = new List<string>();
        while (heard.Count < 3)
        {
            var (channel, offset, data) = await bill.NextAsync();
            if (data.GetProperty("type").GetString() != "message" || data.GetProperty("thread").GetProperty("id").GetInt64() != 1)
                continue;
            Assert.Equal(("chat", 0UL), (channel, offset));
            heard.Add(data.GetProperty("message").GetProperty("text").GetString()!);
        }
        Assert.Equal(["short", large, "short again"], heard);
    }

    [Fact]
    public async Task A_sign_in_revoked_on_one_node_ends_its_connections_on_the_other_and_no_others()
    {
        await using var gone = await nodes.B.ConnectAsync("john");
        await using var stays = await nodes.B.ConnectAsync("john");
        await gone.CallAsync("thread:list");

        await using (var scope = nodes.A.Services.CreateAsyncScope())
        {
            var identity = await scope.ServiceProvider.GetRequiredService<Authenticate>().ExecuteAsync(gone.Bearer, CancellationToken.None);
            await scope.ServiceProvider.GetRequiredService<RevokeToken>().ExecuteAsync(identity!.UserId, identity.TokenId, CancellationToken.None);
        }

        Assert.Equal((4501, "signed out"), await gone.Client.Closed);
        await stays.CallAsync("thread:list");
        // What was remembered of it is forgotten there, too.
        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => stays.Client.RpcAsync("thread:list", $$"""{"authToken":"{{gone.Bearer}}"}"""));
        Assert.Equal(403U, refused.Error.Code);
    }

    internal static async Task<long> CreateRoomAsync(Guest guest, string name, bool isPrivate = false)
    {
        var answer = await guest.CallAsync("thread:create", $$"""{"name":"{{name}}","private":{{(isPrivate ? "true" : "false")}}}""");
        return answer.GetProperty("thread").GetProperty("id").GetInt64();
    }

    internal static Task SayAsync(Guest guest, long room, string text) =>
        guest.CallAsync("thread:publish", $$"""{"id":{{room}},"message":"{{text}}"}""");

    internal static async Task<List<(ulong Offset, JsonElement Data)>> EventsAsync(Guest guest, long room, int count)
    {
        var events = new List<(ulong, JsonElement)>();
        while (events.Count < count)
        {
            if (await guest.Client.NextPushAsync() is Push.Pub pub && pub.Channel == $"thread:{room}")
                events.Add((pub.Publication.Offset, Parse(pub.Publication.Data)));
        }
        return events;
    }

    /// <summary>The threads that the client was subscribed to until it was to this one.</summary>
    private static async Task<List<string>> WhenSubscribedAsync(Guest guest, long room)
    {
        var channels = new List<string>();
        while (!channels.Contains($"thread:{room}"))
        {
            if (await guest.Client.NextPushAsync() is Push.Subscribe push)
                channels.Add(push.Channel);
        }
        return channels;
    }

    private static bool Is(string type, ReadOnlyMemory<byte> data, out JsonElement parsed)
    {
        parsed = Parse(data);
        return parsed.GetProperty("type").GetString() == type;
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> data) => JsonDocument.Parse(data).RootElement;
}
