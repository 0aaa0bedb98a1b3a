using System.Security.Cryptography;
using System.Text;
using Loquat.Bench.Scenarios;
using Loquat.Chat;
using Loquat.Chat.Seeding;
using Loquat.Chat.Users;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Benchmarks.Load;

/// <summary>A data folder of the chat with private rooms of a hundred people, in each of which something was said, and people who are in twenty of them.</summary>
internal sealed record PreparedTown(string Folder, IReadOnlyList<ChatStorm.Returning> People, string Epoch) : IDisposable
{
    private const int ThreadsEach = 20;
    private const int PeopleInEach = 100;
    private const int MessagesInEach = 3;

    public static async Task<PreparedTown> CreateAsync(int people)
    {
        var rooms = people * ThreadsEach / PeopleInEach;
        await using var chat = await ChatOnDatabase.StartAsync(connection: null, kept: true);
        await SeedAsync(chat, people, 0);
        var ids = await SeedAsync(chat, 0, rooms);
        // While the rooms are public: who speaks is drawn from all.
        await chat.DoAsync<SeedMessages, bool>(async seed =>
        {
            await seed.ExecuteAsync(ids, rooms * MessagesInEach, seed: 1, progress: null, CancellationToken.None);
            return true;
        });
        return await chat.DoAsync<ChatDbContext, PreparedTown>(async db =>
        {
            await MakePrivateAsync(db, rooms);
            var bearers = await SignInAsync(db);
            var theirs = (await db.Members.ToListAsync()).ToLookup(member => member.UserId, member => member.ThreadId);
            return new PreparedTown(
                chat.Folder,
                [.. bearers.Select(bearer => new ChatStorm.Returning(bearer.Value, [.. theirs[bearer.Key]]))],
                await db.Epochs.Select(epoch => epoch.Name).SingleAsync());
        });
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static Task<IReadOnlyList<long>> SeedAsync(ChatOnDatabase chat, int people, int rooms) =>
        chat.DoAsync<SeedRooms, IReadOnlyList<long>>(seed => seed.ExecuteAsync(people, rooms, seed: 1, password: null, CancellationToken.None));

    private static async Task MakePrivateAsync(ChatDbContext db, int rooms)
    {
        await db.Database.ExecuteSqlAsync($"UPDATE threads SET visibility = 1");
        await db.Database.ExecuteSqlAsync($"""
            WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {ThreadsEach - 1})
            INSERT INTO members (thread_id, user_id, role, joined)
            SELECT 1 + (u.id * 7 + n * {rooms / ThreadsEach}) % {rooms}, u.id, 0, 0 FROM users u, numbers
            """);
    }

    /// <summary>Bearers by the ids of their people.</summary>
    private static async Task<IReadOnlyDictionary<long, string>> SignInAsync(ChatDbContext db)
    {
        var bearers = await db.Users.Select(user => user.Id).ToDictionaryAsync(id => id, id => $"bearer-of-{id}");
        var now = TimeProvider.System.GetUtcNow();
        db.AuthTokens.AddRange(bearers.Select(bearer =>
            new AuthToken(bearer.Key, SHA256.HashData(Encoding.UTF8.GetBytes(bearer.Value)), "bench", now, now.AddDays(1))));
        await db.SaveChangesAsync();
        return bearers;
    }
}
