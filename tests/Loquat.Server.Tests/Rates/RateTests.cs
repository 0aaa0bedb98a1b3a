using System.Globalization;
using System.Net;
using System.Text.Json;
using Loquat.Protocol;
using Loquat.Server.Tests.Api;
using Loquat.Testing;

namespace Loquat.Server.Tests.Rates;

/// <summary>One person's client, broken or hostile, cannot take the server for itself alone.</summary>
public sealed class RateTests
{
    private const string Hello = """{"id":1,"message":"hello"}""";

    [Fact]
    public async Task Who_writes_too_fast_is_told_when_to_go_on_and_may_read_and_others_may_write()
    {
        await using var server = await StartAsync(("Changes:Burst", "2"), ("Changes:PerMinute", "1"));
        await using var john = await server.ConnectAsync("john");
        await using var bill = await server.ConnectAsync("bill");
        await john.CallAsync("thread:publish", Hello);
        await john.CallAsync("thread:create", """{"name":"Another"}""");

        var refusal = await john.RefusalOfAsync("thread:publish", Hello);

        Assert.Equal((111u, true), (refusal.Code, refusal.Temporary));
        Assert.Matches(@"^Too fast\. Try again in (?<s>[1-9][0-9]?) seconds\. \[too_fast limit=\k<s>\]$", refusal.Message);
        Assert.Equal("hello", Assert.Single((await john.CallAsync("thread:history", """{"id":1}""")).GetProperty("messages").EnumerateArray()).GetProperty("text").GetString());
        await bill.CallAsync("thread:publish", Hello);
    }

    [Fact]
    public async Task A_call_and_a_request_come_out_of_one_budget_whatever_connection_they_come_by()
    {
        await using var server = await StartAsync(("Changes:Burst", "2"), ("Changes:PerMinute", "1"));
        await using var john = await server.ConnectAsync("john");
        using var http = await ApiClient.SignInAsync(server, "john");
        await john.CallAsync("thread:publish", Hello);
        Assert.Equal(HttpStatusCode.Created, (await http.PostAsync("/v1/threads/1/messages", """{"text":"hello"}""")).Status);

        var refused = await http.PostAsync("/v1/threads/1/messages", """{"text":"hello"}""");

        Assert.Equal((HttpStatusCode.TooManyRequests, "application/problem+json"), (refused.Status, refused.ContentType));
        Assert.Equal("too_fast", refused["reason"].GetString());
        Assert.Equal(refused["limit"].GetInt32().ToString(CultureInfo.InvariantCulture), refused.RetryAfter);
        Assert.Equal(111u, (await john.RefusalOfAsync("message:forward", """{"id":1,"thread":1}""")).Code);
        Assert.Equal(HttpStatusCode.OK, (await http.PutAsync("/v1/threads/1/read", """{"offset":1}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/v1/threads")).Status);
    }

    [Fact]
    public async Task Rooms_which_come_to_everybody_have_a_budget_of_their_own()
    {
        await using var server = await StartAsync(("Rooms:Burst", "2"), ("Rooms:PerMinute", "1"));
        await using var john = await server.ConnectAsync("john");
        using var http = await ApiClient.SignInAsync(server, "john");
        await john.CallAsync("thread:create", """{"name":"One"}""");
        Assert.Equal(HttpStatusCode.Created, (await http.PostAsync("/v1/threads", """{"name":"Two"}""")).Status);

        Assert.Equal(111u, (await john.RefusalOfAsync("thread:create", """{"name":"Three"}""")).Code);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await http.PostAsync("/v1/threads", """{"name":"Three"}""")).Status);
        await john.CallAsync("thread:publish", Hello);
    }

    [Fact]
    public async Task Nobody_is_thrown_out_by_somebody_who_makes_many_rooms()
    {
        // Of so many places the server takes sixteen for threads that nobody has asked for.
        await using var server = await LoquatServer.StartAsync(settings: ("Realtime:ChannelLimit", "80"));
        await using var bill = await server.ConnectAsync("bill", followsThreads: true);
        var billsId = bill.Greeting.GetProperty("user").GetProperty("id").GetInt64();
        await using var john = await server.ConnectAsync("john");

        for (var i = 0; i < 90; i++)
        {
            var room = await john.CallAsync("thread:create", $$"""{"name":"Room {{i}}","private":{{(i % 2 == 0 ? "true" : "false")}}}""");
            if (i % 2 == 0)
                await john.CallAsync("thread:invite", $$"""{"id":{{room.GetProperty("thread").GetProperty("id")}},"user":{{billsId}}}""");
        }

        Assert.Equal(91, (await bill.CallAsync("thread:list", """{"limit":100}""")).GetProperty("threads").GetArrayLength());
        Assert.False(bill.Client.Closed.IsCompleted);
    }

    [Fact]
    public async Task Reading_has_a_budget_too()
    {
        await using var server = await StartAsync(("Calls:Burst", "2"), ("Calls:PerMinute", "1"));
        await using var john = await server.ConnectAsync("john");
        using var http = await ApiClient.SignInAsync(server, "john");
        await john.CallAsync("thread:list");
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/v1/me")).Status);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await http.GetAsync("/v1/me")).Status);
        Assert.Equal(111u, (await john.RefusalOfAsync("thread:list", "{}")).Code);
    }

    [Fact]
    public async Task Commands_are_refused_before_anything_is_made_of_them()
    {
        await using var server = await StartAsync(("Commands:Burst", "2"), ("Commands:PerMinute", "1"));
        await using var john = await server.ConnectAsync("john");
        await john.CallAsync("thread:list");
        await john.CallAsync("thread:list");

        Assert.Equal(ProtocolError.TooManyRequests, await john.RefusalOfAsync("thread:list", "{}"));
    }

    [Fact]
    public async Task One_person_cannot_hold_every_connection_there_is()
    {
        await using var server = await LoquatServer.StartAsync();
        var bearer = await server.BearerOfAsync("john");
        var held = new List<Guest>();
        try
        {
            for (var i = 0; i < 200; i++)
                held.Add(await Guest.ConnectAsync(server.WebSocketUrl, bearer));

            await Assert.ThrowsAsync<EndOfStreamException>(() => Guest.ConnectAsync(server.WebSocketUrl, bearer));
            await using var bill = await server.ConnectAsync("bill");
        }
        finally
        {
            foreach (var guest in held)
                await guest.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_device_too_many_is_told_to_come_back_and_comes_in_when_another_has_gone()
    {
        await using var server = await LoquatServer.StartAsync(settings: ("Realtime:UserConnectionLimit", "1"));
        var bearer = await server.BearerOfAsync("john");
        var phone = await Guest.ConnectAsync(server.WebSocketUrl, bearer);
        var data = JsonSerializer.SerializeToUtf8Bytes(new { authToken = bearer });
        await using var laptop = await ProtocolClient.OpenAsync(server.WebSocketUrl);
        await Assert.ThrowsAsync<EndOfStreamException>(() => laptop.ConnectAsync(new ConnectRequest { Data = data }));

        Assert.Equal((3013, "too many requests"), await laptop.Closed);

        await phone.DisposeAsync();
        await using var again = await Guest.ConnectAsync(server.WebSocketUrl, bearer);
        Assert.Equal(1, (await again.CallAsync("thread:list")).GetProperty("threads").GetArrayLength());
    }

    [Fact]
    public async Task Without_limits_everything_passes()
    {
        await using var server = await LoquatServer.StartAsync(settings:
            [("Loquat:Rates:Enabled", "false"), ("Loquat:Rates:Commands:Burst", "1"), ("Loquat:Rates:Calls:Burst", "1"), ("Loquat:Rates:Changes:Burst", "1")]);
        await using var john = await server.ConnectAsync("john");

        for (var i = 0; i < 5; i++)
            await john.CallAsync("thread:publish", Hello);
    }

    private static Task<LoquatServer> StartAsync(params (string Key, string Value)[] rates) =>
        LoquatServer.StartAsync(settings: [("Loquat:Rates:Enabled", "true"), .. rates.Select(rate => ($"Loquat:Rates:{rate.Key}", rate.Value))]);
}
