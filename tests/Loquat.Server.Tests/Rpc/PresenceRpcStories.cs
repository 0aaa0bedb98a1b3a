using System.Net;
using System.Text.Json;
using Loquat.Chat;
using Loquat.Chat.Users;
using Loquat.Server.Hosting;
using Loquat.Server.Nodes;
using Loquat.Server.People;
using Loquat.Server.Tests.Api;
using Loquat.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Tests.Rpc;

public sealed class PresenceRpcOnSqlite : PresenceRpcStories
{
    protected override Task<string?> ConnectionStringAsync() => Task.FromResult<string?>(null);
}

public sealed class PresenceRpcOnPostgres(PostgresServer postgres) : PresenceRpcStories
{
    protected override async Task<string?> ConnectionStringAsync() => await postgres.CreateDatabaseAsync();
}

/// <summary>Who is here, by call: john is 1, bill is 2.</summary>
public abstract class PresenceRpcStories
{
    protected abstract Task<string?> ConnectionStringAsync();

    [Fact]
    public async Task Somebody_is_online_while_a_device_is_touched_idle_while_none_is_and_then_offline()
    {
        await using var server = await StartAsync();
        await using var john = await server.ConnectAsync("john");
        Assert.Equal("""{"id":2,"presence":"offline"}""", await StateOfAsync(john, 2));

        await using (var laptop = await server.ConnectAsync("bill", followsThreads: true))
        await using (var phone = await server.ConnectAsync("bill", followsThreads: true))
        {
            Assert.Equal("""{"id":2,"presence":"online"}""", await StateOfAsync(john, 2));
            Assert.True((await laptop.CallAsync("user:idle", """{"idle":true}""")).GetProperty("idle").GetBoolean());
            Assert.Equal("""{"id":2,"presence":"online"}""", await StateOfAsync(john, 2));
            await phone.CallAsync("user:idle", """{"idle":true}""");
            Assert.Equal("""{"id":2,"presence":"idle"}""", await StateOfAsync(john, 2));
            await laptop.CallAsync("user:idle", """{"idle":false}""");
            Assert.Equal("""{"id":2,"presence":"online"}""", await StateOfAsync(john, 2));
        }

        var gone = await UntilAsync(john, 2, state => state.GetProperty("presence").GetString() == "offline");
        Assert.True(gone.GetProperty("lastSeen").GetDateTimeOffset() <= TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task A_device_that_comes_back_untouched_says_so_while_it_connects()
    {
        await using var server = await StartAsync();
        await using var john = await server.ConnectAsync("john");
        var data = JsonSerializer.SerializeToUtf8Bytes(new { authToken = await server.BearerOfAsync("bill"), threads = true, idle = true });

        await using var bill = await ProtocolClient.ConnectAsync(server.WebSocketUrl, new() { Data = data });

        Assert.Equal("""{"id":2,"presence":"idle"}""", await StateOfAsync(john, 2));
    }

    [Fact]
    public async Task When_somebody_was_last_seen_survives_a_restart()
    {
        await using var server = await StartAsync();
        await using (await server.ConnectAsync("bill", followsThreads: true))
        {
            // Here at least.
        }

        await server.RestartAsync();
        await using var john = await server.ConnectAsync("john");

        var seen = (await StateAsync(john, 2)).GetProperty("lastSeen").GetDateTimeOffset();
        Assert.InRange(TimeProvider.System.GetUtcNow() - seen, TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Who_has_been_here_for_hours_was_seen_when_they_go_and_not_when_they_came()
    {
        await using var server = await StartAsync();
        await using var john = await server.ConnectAsync("john");
        await using (await server.ConnectAsync("bill", followsThreads: true))
        {
            await CameHoursAgoAsync(server);
            await NoteAsync(server.Services);
            Assert.All(await LastUsesAsync(server), used => Assert.InRange(TimeProvider.System.GetUtcNow() - used, TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(2)));
        }

        var gone = await UntilAsync(john, 2, state => state.GetProperty("presence").GetString() == "offline");
        Assert.InRange(TimeProvider.System.GetUtcNow() - gone.GetProperty("lastSeen").GetDateTimeOffset(), TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task People_are_asked_about_by_the_hundred_and_those_who_are_not_are_left_out()
    {
        await using var server = await StartAsync();
        await using var john = await server.ConnectAsync("john");

        var all = await john.CallAsync("user:presence", """{"users":[4711,2,1,2]}""");

        Assert.Equal([1, 2], all.GetProperty("people").EnumerateArray().Select(person => person.GetProperty("id").GetInt32()));
        Assert.Equal(400U, (await john.RefusalOfAsync("user:presence", """{"users":[]}""")).Code);
        Assert.Equal(400U, (await john.RefusalOfAsync("user:presence", "{}")).Code);
        var many = string.Join(',', Enumerable.Range(1, 101));
        Assert.Equal(400U, (await john.RefusalOfAsync("user:presence", $$"""{"users":[{{many}}]}""")).Code);
    }

    [Fact]
    public async Task Http_answers_the_same()
    {
        await using var server = await StartAsync();
        await using var bill = await server.ConnectAsync("bill");
        using var john = await ApiClient.SignInAsync(server, "john");

        var answer = await john.GetAsync("/v1/users/presence?id=2&id=1");

        Assert.Equal("""{"people":[{"id":1,"presence":"offline"},{"id":2,"presence":"online"}]}""", WithoutTimes(answer.Body));
        Assert.Equal(HttpStatusCode.BadRequest, (await john.GetAsync("/v1/users/presence")).Status);
    }

    private async Task<LoquatServer> StartAsync() =>
        await LoquatServer.StartAsync(await ConnectionStringAsync(), settings: [("Nodes:SweepInterval", "00:00:00.050")]);

    internal static async Task<JsonElement> StateAsync(Guest asker, long user) =>
        Assert.Single((await asker.CallAsync("user:presence", $$"""{"users":[{{user}}]}""")).GetProperty("people").EnumerateArray());

    /// <summary>Asks until it is so.</summary>
    internal static Task<JsonElement> UntilAsync(Guest asker, long user, Func<JsonElement, bool> isSo)
    {
        return AskAsync().Within($"the presence of user {user} is as expected");

        async Task<JsonElement> AskAsync()
        {
            while (true)
            {
                var state = await StateAsync(asker, user);
                if (isSo(state))
                    return state;
            }
        }
    }

    private static async Task<string> StateOfAsync(Guest asker, long user) => (await StateAsync(asker, user)).GetRawText();

    private static string WithoutTimes(JsonElement answer) =>
        System.Text.RegularExpressions.Regex.Replace(answer.GetRawText(), ",\"lastSeen\":\"[^\"]*\"", "");

    private static async Task CameHoursAgoAsync(LoquatServer server)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var then = TimeProvider.System.GetUtcNow().AddHours(-2);
        await scope.ServiceProvider.GetRequiredService<ChatDbContext>().AuthTokens.ExecuteUpdateAsync(set => set.SetProperty(token => token.LastUsed, then));
    }

    private static async Task<List<DateTimeOffset>> LastUsesAsync(LoquatServer server)
    {
        await using var scope = server.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ChatDbContext>().AuthTokens.Select(token => token.LastUsed).ToListAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The notes that a server makes of who is here when it stops.</summary>
    private static async Task NoteAsync(IServiceProvider services)
    {
        using var watch = new PeopleWatch(
            services.GetRequiredService<PeopleHere>(), services.GetRequiredService<PeopleElsewhere>(), services.GetRequiredService<NoteUse>(),
            services.GetRequiredService<DatabaseOutage>(), services.GetRequiredService<IOptions<NodesOptions>>(), new ManualClock(), NullLogger<PeopleWatch>.Instance);
        await watch.StartAsync(CancellationToken.None);
        await watch.StopAsync(CancellationToken.None).Within("it has noted who is here");
    }
}
