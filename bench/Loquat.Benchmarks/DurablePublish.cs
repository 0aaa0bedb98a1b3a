using System.Diagnostics;
using Loquat.Chat.Messages;
using Loquat.Chat.Setup;
using Loquat.Testing;
using Spectre.Console;

namespace Loquat.Benchmarks;

/// <summary>Messages per second that are on disk when they are acknowledged: commits in groups, beside one commit for each message.</summary>
internal static class DurablePublish
{
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(4);

    public static async Task RunAsync()
    {
        var table = new Table().AddColumns("database", "writers", "one commit each /s", "grouped /s", "ratio", "grouped p50 ms", "p99 ms");
        await using var postgres = PostgresServer.Own();
        foreach (var database in (string[])["SQLite", "PostgreSQL"])
        {
            foreach (var writers in (int[])[1, 32, 256])
            {
                var single = await MeasureAsync(database, postgres, writers, maxGroup: 1);
                var grouped = await MeasureAsync(database, postgres, writers, maxGroup: 512);
                table.AddRow(database, $"{writers}", $"{single.PerSecond:N0}", $"{grouped.PerSecond:N0}", $"{grouped.PerSecond / single.PerSecond:N1}x", $"{grouped.Median:N2}", $"{grouped.Slowest:N2}");
            }
        }

        AnsiConsole.Write(table);
    }

    private static async Task<Figures> MeasureAsync(string database, PostgresServer postgres, int writers, int maxGroup)
    {
        await using var chat = await ChatOnDatabase.StartAsync(database, postgres, maxGroup);
        var (user, thread) = await ADemoAsync(chat);
        await PublishAsync(chat, user, thread, writers, TimeSpan.FromSeconds(1));
        return await PublishAsync(chat, user, thread, writers, Measured);
    }

    private static Task<(long User, long Thread)> ADemoAsync(ChatOnDatabase chat) =>
        chat.DoAsync<DemoContent, (long, long)>(async demo =>
        {
            await demo.EnsureAsync(CancellationToken.None);
            return (1, 1);
        });

    private static async Task<Figures> PublishAsync(ChatOnDatabase chat, long user, long thread, int writers, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        var latencies = await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            var mine = new List<double>();
            while (clock.Elapsed < time)
            {
                var start = clock.Elapsed;
                var result = await chat.DoAsync<PostMessage, PostMessage.Result>(post =>
                    post.ExecuteAsync(user, thread, "A message of about the length that people write to each other all day long.", Guid.CreateVersion7().ToString(), CancellationToken.None));
                if (result is not PostMessage.Result.Posted)
                    throw new InvalidOperationException($"not posted: {result}");
                mine.Add((clock.Elapsed - start).TotalMilliseconds);
            }

            return mine;
        })));
        var elapsed = clock.Elapsed;
        var sorted = latencies.SelectMany(x => x).Order().ToArray();
        return new Figures(sorted.Length / elapsed.TotalSeconds, sorted[sorted.Length / 2], sorted[sorted.Length * 99 / 100]);
    }

    private sealed record Figures(double PerSecond, double Median, double Slowest);
}
