using System.Diagnostics;
using Loquat.Chat;
using Loquat.Chat.Messages;
using Loquat.Chat.Seeding;
using Loquat.Testing;
using Microsoft.EntityFrameworkCore;
using Spectre.Console;

namespace Loquat.Benchmarks;

/// <summary>One page of 100 from a thread of a million messages, at the top, in the middle and at the far end: by offset in the log, beside OFFSET paging.</summary>
internal static class HistoryPage
{
    private const int Messages = 1_000_000;
    private const int Page = 100;
    private const int Repeats = 200;

    public static async Task RunAsync()
    {
        var table = new Table().AddColumns("database", "messages newer than the page", "keyset p50 ms", "p99 ms", "OFFSET p50 ms", "ratio");
        await using var postgres = PostgresServer.Own();
        foreach (var database in (string[])["SQLite", "PostgreSQL"])
        {
            await using var chat = await ChatOnDatabase.StartAsync(database, postgres);
            var thread = await SeedAsync(chat);
            foreach (var newer in (int[])[0, Messages / 2, Messages - (2 * Page)])
            {
                var keyset = await MeasureAsync(Repeats, () => KeysetAsync(chat, thread, newer));
                var offset = await MeasureAsync(newer == 0 ? Repeats : 5, () => OffsetAsync(chat, thread, newer));
                table.AddRow(database, $"{newer:N0}", $"{keyset.Median:N2}", $"{keyset.Slowest:N2}", $"{offset.Median:N2}", $"{offset.Median / keyset.Median:N0}x");
            }
        }

        AnsiConsole.Write(table);
    }

    private static async Task<long> SeedAsync(ChatOnDatabase chat)
    {
        AnsiConsole.WriteLine($"seeding {Messages:N0} messages");
        var rooms = await chat.DoAsync<SeedRooms, IReadOnlyList<long>>(seed =>
            seed.ExecuteAsync(users: 10, rooms: 1, seed: 1, password: null, CancellationToken.None));
        await chat.DoAsync<SeedMessages, bool>(async seed =>
        {
            await seed.ExecuteAsync(rooms, Messages, seed: 1, progress: null, CancellationToken.None);
            return true;
        });
        return rooms[0];
    }

    private static Task<int> KeysetAsync(ChatOnDatabase chat, long thread, int newer) =>
        chat.DoAsync<ShowHistory, int>(async show =>
        {
            long? before = newer == 0 ? null : Messages - newer + 2;
            var result = await show.ExecuteAsync(1, thread, before, Page, CancellationToken.None);
            return ((ShowHistory.Result.Page)result).Messages.Count;
        });

    private static Task<int> OffsetAsync(ChatOnDatabase chat, long thread, int newer) =>
        chat.DoAsync<ChatDbContext, int>(async db =>
            (await db.Messages.AsNoTracking().Where(message => message.ThreadId == thread).OrderByDescending(message => message.Offset).Skip(newer).Take(Page).ToListAsync()).Count);

    private static async Task<(double Median, double Slowest)> MeasureAsync(int repeats, Func<Task<int>> read)
    {
        await read();
        var times = new double[repeats];
        for (var i = 0; i < repeats; i++)
        {
            var start = Stopwatch.GetTimestamp();
            if (await read() != Page)
                throw new InvalidOperationException("the page is not full");
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return (times[repeats / 2], times[repeats * 99 / 100]);
    }
}
