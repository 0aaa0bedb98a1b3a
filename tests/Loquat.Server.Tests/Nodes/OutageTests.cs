using System.Net;
using Loquat.Chat;
using Loquat.Protocol;
using Loquat.Realtime;
using Loquat.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Loquat.Server.Tests.Nodes.TwoNodesTests;

namespace Loquat.Server.Tests.Nodes;

/// <summary>Nodes that are cut off, or go.</summary>
public sealed class OutageTests(PostgresServer postgres)
{
    private const int ListeningFailed = 6000;
    private const int ListeningHealed = 6001;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_hears_nothing_says_so_delivers_what_it_looks_for_and_heals()
    {
        await using var nodes = await Nodes.StartAsync(
            postgres, 2, ("Nodes:SweepInterval", "00:00:00.100"), ("Logging:LogLevel:Loquat.Realtime.Postgres", "Information"));
        using var http = new HttpClient { BaseAddress = nodes[1].Url };
        await using var john = await nodes[0].ConnectAsync("john");
        await using var bill = await nodes[1].ConnectAsync("bill", followsThreads: true);
        await SayAsync(john, 1, "heard");
        var before = Assert.Single(await EventsAsync(bill, 1, 1)).Offset;
        Assert.Equal("Healthy", await http.GetStringAsync("/health/ready", Stop));

        using var events = LogEvents.Of(nodes[1]);
        await using var connections = await CutOffAsync(nodes, nodes[1]);
        await events.WhenWritten(ListeningFailed);
        using (var answer = await http.GetAsync("/health/ready", Stop))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("does not hear the others", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }
        await SayAsync(john, 1, "found");
        Assert.Equal(before + 1, Assert.Single(await EventsAsync(bill, 1, 1)).Offset);

        await connections.AllowAsync();
        await events.WhenWritten(ListeningHealed);
        Assert.Equal("Healthy", await http.GetStringAsync("/health/ready", Stop));
        await SayAsync(john, 1, "heard again");
        Assert.Equal(before + 2, Assert.Single(await EventsAsync(bill, 1, 1)).Offset);
    }

    [Fact]
    public async Task What_was_said_while_a_node_heard_nothing_is_delivered_when_it_hears_again()
    {
        // Nobody looks: it is the reconnect that finds it.
        await using var nodes = await Nodes.StartAsync(postgres, 2, ("Nodes:SweepInterval", "00:10:00"));
        await using var john = await nodes[0].ConnectAsync("john");
        await using var bill = await nodes[1].ConnectAsync("bill", followsThreads: true);
        await SayAsync(john, 1, "heard");
        await EventsAsync(bill, 1, 1);

        using var events = LogEvents.Of(nodes[1]);
        await using var connections = await CutOffAsync(nodes, nodes[1]);
        await events.WhenWritten(ListeningFailed);
        await SayAsync(john, 1, "one");
        await SayAsync(john, 1, "two");
        Assert.DoesNotContain(bill.Client.TakePushes().OfType<Push.Pub>(), pub => pub.Channel == "thread:1");
        await connections.AllowAsync();

        Assert.Equal(
            ["one", "two"],
            (await EventsAsync(bill, 1, 2)).Select(it => it.Data.GetProperty("message").GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Who_is_removed_hears_no_more_on_a_node_that_was_not_told()
    {
        await using var nodes = await Nodes.StartAsync(postgres, 2, ("Nodes:SweepInterval", "00:00:00.100"));
        await using var john = await nodes[0].ConnectAsync("john", followsThreads: true);
        await using var bill = await nodes[1].ConnectAsync("bill", followsThreads: true);
        var room = (await john.CallAsync("thread:create", """{"name":"founders","private":true}""")).GetProperty("thread").GetProperty("id").GetInt64();
        await john.CallAsync("thread:invite", $$"""{"id":{{room}},"user":2}""");
        await NextAsync(bill, push => push is Push.Subscribe);

        using var events = LogEvents.Of(nodes[1]);
        await using var connections = await CutOffAsync(nodes, nodes[1]);
        await events.WhenWritten(ListeningFailed);
        await john.CallAsync("thread:remove", $$"""{"id":{{room}},"user":2}""");

        Assert.Equal($"thread:{room}", (await NextAsync(bill, push => push is Push.Unsubscribe)).Channel);
    }

    /// <summary>A look at the past let them in: the place in the log where they begin lies behind what put them out.</summary>
    [Fact]
    public async Task Who_was_let_in_while_being_removed_is_out_when_a_node_that_was_not_told_hears_again()
    {
        await using var nodes = await Nodes.StartAsync(postgres, 2, ("Nodes:SweepInterval", "00:10:00"));
        await using var john = await nodes[0].ConnectAsync("john", followsThreads: true);
        var room = (await john.CallAsync("thread:create", """{"name":"founders","private":true}""")).GetProperty("thread").GetProperty("id").GetInt64();
        await john.CallAsync("thread:invite", $$"""{"id":{{room}},"user":2}""");
        await using var bill = await nodes[1].ConnectAsync("bill");

        using var events = LogEvents.Of(nodes[1]);
        await using var connections = await CutOffAsync(nodes, nodes[1]);
        await events.WhenWritten(ListeningFailed);
        await john.CallAsync("thread:remove", $$"""{"id":{{room}},"user":2}""");
        await nodes[1].Services.GetRequiredService<Engine>().SubscribeAsync("2", $"thread:{room}", cancellationToken: Stop);

        await NextAsync(bill, push => push is Push.Subscribe);
        await connections.AllowAsync();
        Assert.Equal($"thread:{room}", (await NextAsync(bill, push => push is Push.Unsubscribe)).Channel);
    }

    [Fact]
    public async Task A_client_of_a_node_that_stops_goes_on_at_another_without_a_gap()
    {
        await using var nodes = await Nodes.StartAsync(postgres, 3, ("Nodes:SweepInterval", "00:10:00"));
        await using var john = await nodes[0].ConnectAsync("john");
        var bearer = await nodes[1].BearerOfAsync("bill");
        await using var bill = await Guest.ConnectAsync(nodes[1].WebSocketUrl, bearer, followsThreads: true);
        await SayAsync(john, 1, "before");
        var seen = Assert.Single(await EventsAsync(bill, 1, 1)).Offset;
        var epoch = bill.Client.Connected.Subscriptions!["thread:1"].Position.Epoch;

        var stopping = nodes.StopAsync(1);
        Assert.Equal((3001, "shutdown"), await bill.Client.Closed);
        await SayAsync(john, 1, "between");
        var had = new Dictionary<string, SubscribeRequest> { ["thread:1"] = new() { Recover = true, Position = new StreamPosition(seen, epoch) } };
        await using var back = await Guest.ConnectAsync(nodes[1].WebSocketUrl, bearer, followsThreads: true, had: had);
        await stopping;
        await SayAsync(john, 1, "after");

        var recovered = back.Client.Connected.Subscriptions!["thread:1"];
        Assert.True(recovered.Recovered);
        Assert.Equal([seen + 1], recovered.Publications.Select(publication => publication.Offset));
        Assert.Equal([seen + 2], (await EventsAsync(back, 1, 1)).Select(it => it.Offset));
    }

    private static async Task<Push> NextAsync(Guest guest, Func<Push, bool> isIt)
    {
        while (true)
        {
            var push = await guest.Client.NextPushAsync();
            if (isIt(push))
                return push;
        }
    }

    /// <summary>Kills the connection on which a node listens, and lets nobody make a new one. Those that are there stay, enough for every node.</summary>
    private static async Task<NoNewConnections> CutOffAsync(Nodes nodes, LoquatServer node)
    {
        foreach (var server in nodes.All)
            await ConnectAsync(server, 8);
        var closed = await NoNewConnections.ToAsync(nodes.ConnectionString);
        await closed.KillAsync($"loquat listener {node.Services.GetRequiredService<ChatDatabase>().NodeId}");
        return closed;
    }

    /// <summary>So many connections are in a node's pool from now on: its writer keeps one for good, and its sweeps read beside each other.</summary>
    private static async Task ConnectAsync(LoquatServer node, int count)
    {
        var scopes = Enumerable.Range(0, count).Select(_ => node.Services.CreateAsyncScope()).ToList();
        foreach (var scope in scopes)
            await scope.ServiceProvider.GetRequiredService<ChatDbContext>().Database.OpenConnectionAsync(Stop);
        foreach (var scope in scopes)
            await scope.DisposeAsync();
    }

    private sealed class NoNewConnections(NpgsqlConnection server, string database) : IAsyncDisposable
    {
        public static async Task<NoNewConnections> ToAsync(string connectionString)
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
            var database = settings.Database!;
            settings.Database = "postgres";
            var server = new NpgsqlConnection(settings.ToString());
            await server.OpenAsync(Stop);
            var closed = new NoNewConnections(server, database);
            await closed.RunAsync($"ALTER DATABASE {database} ALLOW_CONNECTIONS false");
            return closed;
        }

        public Task KillAsync(string application) =>
            RunAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{application}'");

        public Task AllowAsync() => RunAsync($"ALTER DATABASE {database} ALLOW_CONNECTIONS true");

        public async ValueTask DisposeAsync()
        {
            await AllowAsync();
            await server.DisposeAsync();
        }

        private async Task RunAsync(string sql)
        {
#pragma warning disable CA2100 // Names made here.
            await using var command = new NpgsqlCommand(sql, server);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(Stop);
        }
    }
}
