using Loquat.Server.Hosting;
using Loquat.Server.Tests.Pages;
using Loquat.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Loquat.Server.Tests.Outages;

/// <summary>What an operator reads while the database is away, with the levels that ship.</summary>
public sealed class OutageLogTests : IDisposable
{
    private const int DatabaseAway = 4001;
    private const int DatabaseStillAway = 4011;
    private const int DatabaseRefused = 4012;
    private const int Calls = 60;

    // Its beginning as seen by calls, by what listens, by what says that the node lives, and by what sends to the others.
    private const int MostLines = 6;

    private static readonly NpgsqlException Away = new("nobody listens");

    private readonly RecordedLog _log = new();
    private readonly ManualClock _time = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task An_outage_is_a_few_lines_however_many_calls_it_refuses()
    {
        await using var postgres = PostgresServer.Own();
        await using var server = await LoquatServer.StartAsync(
            await postgres.CreateDatabaseAsync(), settings: [("Chat:DatabaseTimeout", "00:00:01"), .. ShippedLevels()]);
        await using var john = await server.ConnectAsync("john");
        server.Services.GetRequiredService<ILoggerFactory>().AddProvider(_log);

        await postgres.StopAsync();
        for (var i = 0; i < Calls; i++)
            await RefuseAsync(server, john, i);

        var lines = _log.Rest();
        Assert.Contains(lines, line => line.Event.Id == DatabaseAway);
        Assert.True(lines.Count <= MostLines, string.Join('\n', lines));
    }

    [Fact]
    public void An_outage_that_lasts_is_said_once_a_minute_with_what_was_left_unsaid()
    {
        var outage = Outage();
        for (var second = 0; second <= 60; second++)
        {
            outage.Note(Away);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(
            [(DatabaseAway, true), (DatabaseStillAway, false)],
            _log.Rest().Select(line => (line.Event.Id, line.Exception is not null)));
        Assert.Contains("60 more times, the last time with: nobody listens", _log.Rest()[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_outage_is_said_anew()
    {
        var outage = Outage();
        outage.Note(Away);
        _time.Advance(TimeSpan.FromMinutes(2));
        outage.Note(Away);

        Assert.Equal([DatabaseAway, DatabaseAway], _log.Rest().Select(line => line.Event.Id));
    }

    [Fact]
    public void What_the_database_answers_with_an_error_is_said_each_time()
    {
        var outage = Outage();
        for (var i = 0; i < 2; i++)
            outage.Note(new PostgresException("no such table", "ERROR", "ERROR", PostgresErrorCodes.UndefinedTable));

        Assert.All(_log.Rest(), line => Assert.Equal(DatabaseRefused, line.Event.Id));
        Assert.Equal(2, _log.Rest().Count);
    }

    private static async Task RefuseAsync(LoquatServer server, Guest john, int number)
    {
        var refusal = (number % 3) switch
        {
            0 => await john.RefusalOfAsync("thread:list", "{}"),
            1 => (await Assert.ThrowsAsync<RefusedException>(() => john.Client.SubscribeAsync("thread:1"))).Error,
            _ => (await Assert.ThrowsAsync<RefusedException>(() => Guest.ConnectAsync(server.WebSocketUrl, john.Bearer, followsThreads: true))).Error,
        };
        Assert.Equal((503u, true), (refusal.Code, refusal.Temporary));

        using var browser = new Browser(server.Url);
        using var page = await browser.GetAsync(number % 2 == 0 ? "/login" : "/health/ready");
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, page.StatusCode);
    }

    private static IEnumerable<(string Key, string Value)> ShippedLevels() =>
        new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build()
            .AsEnumerable().Where(pair => pair.Value is not null).Select(pair => (pair.Key, pair.Value!));

    private DatabaseOutage Outage() => new(_time, _log.CreateLogger<DatabaseOutage>());
}
