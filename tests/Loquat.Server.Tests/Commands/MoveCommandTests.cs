using System.Text;
using Loquat.Protocol;
using Loquat.Testing;
using Npgsql;

namespace Loquat.Server.Tests.Commands;

/// <summary>From one machine's file to PostgreSQL, with everything that an operator may do to it on the way.</summary>
public sealed class MoveCommandTests(PostgresServer postgres)
{
    // Beyond the first batch of messages and before the last one.
    private const int HeldMessage = 3000;

    private const string Hold =
        """
        CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN IF NEW.id = 3000 THEN PERFORM pg_advisory_xact_lock(42); END IF; RETURN NEW; END $$;
        CREATE TRIGGER hold BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION hold();
        SELECT pg_advisory_lock(42);
        """;

    private const string WaitUntilHeld =
        """
        DO $$ BEGIN
          WHILE NOT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted) LOOP PERFORM pg_sleep(0.01); END LOOP;
        END $$
        """;

    private const string LetGo =
        """
        SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
        DROP TRIGGER hold ON messages; DROP FUNCTION hold; SELECT pg_advisory_unlock(42);
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_in_the_middle_it_is_run_again_and_a_client_comes_back_over_it_without_a_gap()
    {
        var target = await postgres.CreateDatabaseAsync();
        await using var server = await LoquatServer.StartAsync();
        var bearer = await server.BearerOfAsync("bill");
        StreamPosition seen;
        await using (var bill = await Guest.ConnectAsync(server.WebSocketUrl, bearer, followsThreads: true))
            seen = bill.Client.Connected.Subscriptions!["thread:1"].Position;
        await SayAsync(server, "before the move");
        var tooEarly = await LoquatProgram.RunAsync(server.Folder, $"move --to \"{target}\"");

        await server.RestartAsync(() => MoveAsync(server.Folder, target), target);
        await SayAsync(server, "after the move");
        var had = new Dictionary<string, SubscribeRequest> { ["thread:1"] = new() { Recover = true, Position = seen } };
        await using var back = await Guest.ConnectAsync(server.WebSocketUrl, bearer, followsThreads: true, had: had);

        Assert.Equal(1, tooEarly.Code);
        Assert.Contains("Stop it first", tooEarly.Error, StringComparison.Ordinal);
        var thread = back.Client.Connected.Subscriptions!["thread:1"];
        Assert.True(thread.Recovered);
        Assert.Equal(["before the move", "after the move"], thread.Publications.Select(TextOf));
        Assert.Equal([seen.Offset + 1, seen.Offset + 2], thread.Publications.Select(publication => publication.Offset));
    }

    private static async Task MoveAsync(DirectoryInfo data, string target)
    {
        (string, string) onPostgres = ("ConnectionStrings__Chat", target);
        Assert.Equal(0, (await LoquatProgram.RunAsync(data, "db seed --messages 6000 --threads 3")).Code);
        Assert.Equal(0, (await LoquatProgram.RunAsync(data, "db migrate", "", onPostgres)).Code);
        await using var watch = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(target) { Pooling = false, CommandTimeout = 0 }.ToString());
        await watch.OpenAsync(Stop);
        await ExecuteAsync(watch, Hold);

        using (var first = LoquatProgram.Start(data, $"move --to \"{target}\""))
        {
            await ExecuteAsync(watch, WaitUntilHeld).Within("the move comes to the message that is held", TimeSpan.FromMinutes(1));
            first.Kill();
            await first.WaitForExitAsync(Stop).Within("the killed move ends");
        }

        await ExecuteAsync(watch, LetGo);
        var copied = await ExecuteAsync(watch, "SELECT COUNT(*) FROM messages");
        var serve = await LoquatProgram.RunAsync(data, "serve --demo", "", onPostgres);
        var second = await LoquatProgram.RunAsync(data, $"move --to \"{target}\"");
        var third = await LoquatProgram.RunAsync(data, $"move --to \"{target}\"");
        var check = await LoquatProgram.RunAsync(data, "db check", "", onPostgres);

        Assert.InRange((long)copied!, 1, HeldMessage - 1);
        Assert.Equal(1, serve.Code);
        Assert.Contains("run `loquat move` again", serve.Error, StringComparison.Ordinal);
        Assert.Equal((0, ""), (second.Code, second.Error));
        Assert.Contains("messages\t6001\t", second.Output, StringComparison.Ordinal);
        Assert.Equal(1, third.Code);
        Assert.Contains("holds a chat already", third.Error, StringComparison.Ordinal);
        Assert.Equal(0, check.Code);
        Assert.Contains("6001 messages: 0 findings", check.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(data.FullName, "loquat.db")));
    }

    private static string? TextOf(Publication publication) =>
        Guest.Parse(Encoding.UTF8.GetString(publication.Data.Span)).GetProperty("message").GetProperty("text").GetString();

    private static async Task SayAsync(LoquatServer server, string text)
    {
        await using var john = await server.ConnectAsync("john");
        await john.CallAsync("thread:publish", $$"""{"id":1,"message":"{{text}}"}""");
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Stop);
    }
}
