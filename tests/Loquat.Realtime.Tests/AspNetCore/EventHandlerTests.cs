using Loquat.Protocol;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Realtime.Tests.AspNetCore;

public sealed class EventHandlerTests
{
    private sealed record Credentials(string AuthToken);

    private sealed record Note(string Text);

    [Fact]
    public async Task The_connect_handler_reads_what_the_client_brings_and_says_who_it_is()
    {
        await using var host = new HandlerHost(app => app.OnConnect(async (Credentials credentials, ConnectContext connect) =>
        {
            await Task.Yield();
            return new ConnectAnswer.Accepted($"{credentials.AuthToken} on {connect.Connection.Id}");
        }));

        Assert.Equal("t on c1", Assert.IsType<ConnectAnswer.Accepted>(await host.ConnectAsync("""{"authToken":"t"}""")).User);
        Assert.Equal(new ProtocolError(400, "data is missing"), Assert.IsType<ConnectAnswer.Refused>(await host.ConnectAsync()).Error);
    }

    [Fact]
    public async Task Without_a_handler_the_engines_own_rules_decide()
    {
        await using var host = new HandlerHost(_ => { });

        Assert.IsType<ConnectAnswer.Unknown>(await host.ConnectAsync());
        Assert.IsType<SubscribeAnswer.Unknown>(await host.SubscribeAsync("chat"));
        Assert.IsType<PublishAnswer.Unknown>(await host.PublishAsync("chat", "{}"));
    }

    [Fact]
    public async Task The_first_subscribe_handler_whose_channels_fit_decides()
    {
        await using var host = new HandlerHost(app => app
            .OnSubscribe("thread:*", (SubscribeContext subscribe) => new SubscribeAnswer.Refused(new ProtocolError(400, subscribe.Channel)))
            .OnSubscribe("chat", () => new SubscribeAnswer.Accepted(SubscribeOptions.Default))
            .OnSubscribe(channel => channel.EndsWith('7'), () => ProtocolError.PermissionDenied));

        Assert.Equal("thread:7", Assert.IsType<SubscribeAnswer.Refused>(await host.SubscribeAsync("thread:7")).Error.Message);
        Assert.IsType<SubscribeAnswer.Accepted>(await host.SubscribeAsync("chat"));
        Assert.IsType<SubscribeAnswer.Unknown>(await host.SubscribeAsync("chats"));
        Assert.Equal(ProtocolError.PermissionDenied, Assert.IsType<SubscribeAnswer.Refused>(await host.SubscribeAsync("chat7")).Error);
    }

    [Fact]
    public async Task A_publish_handler_reads_what_is_published()
    {
        await using var host = new HandlerHost(app => app.OnPublish(
            "notes", (Note note) => note.Text == "" ? new PublishAnswer.Closed(Disconnect.BadRequest) : (PublishAnswer)new PublishAnswer.Accepted()));

        Assert.IsType<PublishAnswer.Accepted>(await host.PublishAsync("notes", """{"text":"hi"}"""));
        Assert.IsType<PublishAnswer.Closed>(await host.PublishAsync("notes", """{"text":""}"""));
        Assert.Equal("field 'text' is missing", Assert.IsType<PublishAnswer.Refused>(await host.PublishAsync("notes", "{}")).Error.Message);
    }

    [Fact]
    public async Task All_who_asked_are_told_what_ended()
    {
        var told = new List<string>();
        await using var host = new HandlerHost(app => app
            .OnUnsubscribed((UnsubscribedContext gone) => told.Add($"1 {gone.Channel}"))
            .OnUnsubscribed(async (UnsubscribedContext gone) => { await Task.Yield(); told.Add($"2 {gone.Channel}"); })
            .OnDisconnected((DisconnectedContext gone) => { told.Add($"{gone.Connection.Id} {gone.Disconnect.Code}"); }));

        await host.UnsubscribedAsync("chat");
        await host.DisconnectedAsync(Disconnect.Stale);

        Assert.Equal(["1 chat", "2 chat", "c1 3502"], told);
    }

    [Fact]
    public async Task Those_who_asked_are_told_who_connected_and_which_channels_came_and_went()
    {
        var told = new List<string>();
        await using var host = new HandlerHost(app => app
            .OnConnected((IConnection connection) => told.Add($"{connection.Id} connected"))
            .OnConnected(async (ConnectedContext connected) => { await Task.Yield(); told.Add($"{connected.Connection.User} connected"); })
            .OnChannelOccupied("thread:*", (ChannelContext channel) => told.Add($"{channel.Channel} occupied"))
            .OnChannelVacated("thread:7", (ChannelContext channel) => { told.Add($"{channel.Channel} vacated"); }));

        await host.App.ConnectedAsync(host.Connection, TestContext.Current.CancellationToken);
        foreach (var channel in new[] { "thread:7", "thread:8" })
        {
            await host.App.ChannelOccupiedAsync(channel);
            await host.App.ChannelVacatedAsync(channel);
        }

        Assert.Equal(["c1 connected", "alice connected", "thread:7 occupied", "thread:7 vacated", "thread:8 occupied"], told);
        Assert.True(host.App.WatchesChannel("thread:8"));
        Assert.False(host.App.WatchesChannel("chat"));
    }

    [Fact]
    public void No_connection_has_the_events_of_a_channel() => Assert.Equal(
        "Occupied handler for 'chat': parameter 'connection' of type IConnection cannot be bound: no connection has this event.",
        Assert.Throws<InvalidOperationException>(() => new HandlerHost(app => app.OnChannelOccupied("chat", (IConnection connection) => { }))).Message);

    [Fact]
    public void A_handler_that_returns_what_its_event_has_no_use_for_is_refused()
    {
        Assert.Equal(
            "Connect handler: a handler of this kind cannot return Int32.",
            Assert.Throws<InvalidOperationException>(() => new HandlerHost(app => app.OnConnect(() => 1))).Message);
        Assert.Throws<InvalidOperationException>(() => new HandlerHost(app => app.OnSubscribe("a", () => new PublishAnswer.Accepted())));
        Assert.Throws<ArgumentException>(() => new HandlerHost(app => app.OnSubscribe("a*b", () => new SubscribeAnswer.Unknown())));
    }
}
