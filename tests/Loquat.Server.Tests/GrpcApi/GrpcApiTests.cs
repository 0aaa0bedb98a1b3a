using System.Net;
using Google.Protobuf;
using Loquat.Protocol;
using Loquat.Server.Grpc;
using Loquat.Testing;
using Microsoft.Extensions.Options;
using Wire = Loquat.Server.GrpcApi.Wire;

namespace Loquat.Server.Tests.GrpcApi;

/// <summary>Section 25.2: the server API by gRPC does what it does by HTTP.</summary>
public sealed class GrpcApiTests
{
    private static readonly ByteString One = ByteString.CopyFromUtf8("1");

    [Fact]
    public async Task What_is_published_reaches_a_subscriber()
    {
        await using var server = await GrpcApiServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.SubscribeAsync("open:1");

        var answer = await server.CallAsync<Wire.PublishResponse>("Publish", new Wire.PublishRequest { Channel = "open:1", Data = One, Tags = { ["a"] = "b" } });

        Assert.Equal(new Wire.PublishResponse { Result = new() }, answer);
        var push = Assert.IsType<Push.Pub>(await client.NextPushAsync());
        Assert.Equal("1"u8.ToArray(), push.Publication.Data.ToArray());
        Assert.Equal("b", push.Publication.Tags!["a"]);
    }

    [Fact]
    public async Task A_client_is_subscribed_unsubscribed_and_disconnected()
    {
        await using var server = await GrpcApiServer.StartAsync();
        await using var client = await server.ConnectAsync();

        Assert.Equal(
            new Wire.SubscribeResponse { Result = new() },
            await server.CallAsync<Wire.SubscribeResponse>("Subscribe", new Wire.SubscribeRequest
            {
                Channel = "hist:1",
                B64Data = Convert.ToBase64String("7"u8),
                Override = new() { ForceRecovery = new() { Value = true } },
            }));
        var subscribed = Assert.IsType<Push.Subscribe>(await client.NextPushAsync());
        Assert.Equal(("hist:1", true, "7"), (subscribed.Channel, subscribed.Recoverable, System.Text.Encoding.UTF8.GetString(subscribed.Data.Span)));

        await server.CallAsync<Wire.UnsubscribeResponse>("Unsubscribe", new Wire.UnsubscribeRequest { Channel = "hist:1" });
        Assert.Equal(new Push.Unsubscribe("hist:1", 2000, "server unsubscribe"), await client.NextPushAsync());

        await server.CallAsync<Wire.DisconnectResponse>(
            "Disconnect", new Wire.DisconnectRequest { Disconnect = new() { Code = 4000, Reason = "come back" } });
        Assert.Equal((4000, "come back"), await client.Closed);
    }

    [Fact]
    public async Task History_and_presence_are_told()
    {
        await using var server = await GrpcApiServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await server.CallAsync<Wire.SubscribeResponse>("Subscribe", new Wire.SubscribeRequest { Channel = "hist:1" });
        var published = await server.CallAsync<Wire.PublishResponse>("Publish", new Wire.PublishRequest { Channel = "hist:1", Data = One });

        var history = await server.CallAsync<Wire.HistoryResponse>("History", new Wire.HistoryRequest { Channel = "hist:1", Limit = -1 });
        var presence = await server.CallAsync<Wire.PresenceResponse>("Presence", new Wire.PresenceRequest { Channel = "hist:1" });
        var stats = await server.CallAsync<Wire.PresenceStatsResponse>("PresenceStats", new Wire.PresenceStatsRequest { Channel = "hist:1" });
        var channels = await server.CallAsync<Wire.ChannelsResponse>("Channels", new Wire.ChannelsRequest { Pattern = "hist:*" });
        var info = await server.CallAsync<Wire.InfoResponse>("Info", new Wire.InfoRequest());

        Assert.Equal(
            new Wire.HistoryResult { Publications = { new Wire.Publication { Data = One, Offset = 1 } }, Offset = 1, Epoch = published.Result.Epoch },
            history.Result);
        Assert.Equal([presence.Result.Presence.Single().Key], presence.Result.Presence.Values.Select(entry => entry.Client));
        Assert.Equal(new Wire.PresenceStatsResult { NumClients = 1, NumUsers = 1 }, stats.Result);
        Assert.Equal(1u, channels.Result.Channels["hist:1"].NumClients);
        Assert.Equal(1u, info.Result.Nodes.Single().NumSubs);
    }

    [Fact]
    public async Task A_batch_is_answered_in_its_order()
    {
        await using var server = await GrpcApiServer.StartAsync();
        var batch = new Wire.BatchRequest
        {
            Commands =
            {
                new Wire.Command { HistoryRemove = new() { Channel = "hist:1" } },
                new Wire.Command { Broadcast = new() { Channels = { "open:1", "nope:1" }, Data = One } },
                new Wire.Command(),
            },
        };

        var answer = await server.CallAsync<Wire.BatchResponse>("Batch", batch);

        Assert.Equal(
            new Wire.BatchResponse
            {
                Replies =
                {
                    new Wire.Reply { HistoryRemove = new() },
                    new Wire.Reply
                    {
                        Broadcast = new()
                        {
                            Responses =
                            {
                                new Wire.PublishResponse { Result = new() },
                                new Wire.PublishResponse { Error = new() { Code = 102, Message = "unknown channel" } },
                            },
                        },
                    },
                    new Wire.Reply { Error = new() { Code = 104, Message = "not found" } },
                },
            },
            answer);
    }

    [Theory]
    [InlineData("nope:1", 102, GrpcStatusCode.NotFound)]
    [InlineData("", 107, GrpcStatusCode.InvalidArgument)]
    [InlineData("open:1", 108, GrpcStatusCode.InvalidArgument)]
    public async Task An_error_stands_in_the_answer_or_if_wanted_in_the_status(string channel, uint code, object status)
    {
        await using var server = await GrpcApiServer.StartAsync();
        var request = new Wire.HistoryRequest { Channel = channel };

        var answer = await server.CallAsync<Wire.HistoryResponse>("History", request);
        var thrown = await Assert.ThrowsAsync<GrpcException>(
            () => server.CallAsync<Wire.HistoryResponse>("History", request, ("x-centrifugo-error-mode", "transport")));

        Assert.Equal(code, answer.Error.Code);
        Assert.Equal((status, answer.Error.Message), (thrown.Status, thrown.Message));
    }

    [Fact]
    public async Task A_key_that_is_set_has_to_be_shown()
    {
        await using var server = await GrpcApiServer.StartAsync(("GrpcApi:Key", "secret"));

        var wrong = await Assert.ThrowsAsync<GrpcException>(
            () => server.CallAsync<Wire.InfoResponse>("Info", new Wire.InfoRequest(), ("authorization", "apikey other")));
        var missing = await Assert.ThrowsAsync<GrpcException>(() => server.CallAsync<Wire.BatchResponse>("Batch", new Wire.BatchRequest()));
        var right = await server.CallAsync<Wire.InfoResponse>("Info", new Wire.InfoRequest(), ("authorization", "apikey secret"));

        Assert.Equal(GrpcStatusCode.Unauthenticated, wrong.Status);
        Assert.Equal(GrpcStatusCode.Unauthenticated, missing.Status);
        Assert.Single(right.Result.Nodes);
    }

    [Fact]
    public async Task The_applications_own_listener_knows_nothing_of_it()
    {
        await using var server = await GrpcApiServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Own };

        using var answer = await http.PostAsync(
            "/centrifugal.centrifugo.api.CentrifugoApi/Info", new ByteArrayContent([]), TestContext.Current.CancellationToken).Within("an answer");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("GrpcApi:Address", "everywhere")]
    [InlineData("GrpcApi:Address", "0.0.0.0:0")]
    [InlineData("GrpcApi:MaxRequestBytes", "1")]
    public async Task A_setting_that_cannot_be_is_refused_at_start(string key, string value) =>
        await Assert.ThrowsAsync<OptionsValidationException>(() => GrpcApiServer.StartAsync((key, value)));
}
