using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Loquat.Chat;
using Loquat.Chat.Seeding;
using Loquat.Chat.Users;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Benchmarks.Reconnecting;

/// <summary>People who are signed in, and private threads of which each of them has some.</summary>
internal sealed record Town(IReadOnlyList<Town.Person> People, int Threads)
{
    public const int ThreadsEach = 10;

    public static async Task<Town> BuildAsync(ChatOnDatabase chat, int people, int threads)
    {
        await chat.DoAsync<SeedRooms, IReadOnlyList<long>>(seed => seed.ExecuteAsync(people, threads, seed: 1, password: null, CancellationToken.None));
        return await chat.DoAsync<ChatDbContext, Town>(async db =>
        {
            var bearers = await SignInAsync(db, people);
            await db.Database.ExecuteSqlAsync($"UPDATE threads SET visibility = 1");
            await db.Database.ExecuteSqlAsync($"""
                INSERT INTO members (thread_id, user_id, role, joined)
                SELECT DISTINCT 1 + (u.id * 7 + n * {threads / ThreadsEach}) % {threads}, u.id, 0, 0
                FROM users u, generate_series(1, {ThreadsEach}) n
                """);
            var theirs = await db.Members.GroupBy(member => member.UserId).ToDictionaryAsync(mine => mine.Key, mine => mine.Select(member => member.ThreadId).ToList());
            return new Town([.. theirs.OrderBy(mine => mine.Key).Select((mine, i) => new Person(bearers[(int)mine.Key - 1], mine.Value))], threads);
        });
    }

    private static async Task<IReadOnlyList<string>> SignInAsync(ChatDbContext db, int people)
    {
        var bearers = Enumerable.Range(1, people).Select(i => string.Create(CultureInfo.InvariantCulture, $"bearer-of-{i}")).ToList();
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < people; i++)
            db.AuthTokens.Add(new AuthToken(i + 1, SHA256.HashData(Encoding.UTF8.GetBytes(bearers[i])), "bench", now, now.AddDays(1)));
        await db.SaveChangesAsync();
        return bearers;
    }

    internal sealed record Person(string Bearer, IReadOnlyList<long> Threads);
}
