using System.Security.Cryptography;
using System.Text;
using Loquat.Chat;
using Loquat.Chat.Log;
using Loquat.Chat.Threads;
using Loquat.Chat.Users;

namespace Loquat.Benchmarks.Load;

/// <summary>A data folder of the chat with private rooms full of people who are signed in.</summary>
/// <param name="Bearers">Of the people, dealt out to the rooms in turn.</param>
internal sealed record PreparedRooms(string Folder, IReadOnlyList<string> Bearers, IReadOnlyList<long> Rooms) : IDisposable
{
    public static async Task<PreparedRooms> CreateAsync(int rooms, int peopleInEach)
    {
        await using var chat = await ChatOnDatabase.StartAsync(connection: null, kept: true);
        var people = await chat.DoAsync<ChatDbContext, List<(long Id, string Bearer)>>(db => SignInAsync(db, rooms * peopleInEach));
        var ids = new List<long>();
        for (var room = 0; room < rooms; room++)
            ids.Add(await CreateAsync(chat, people[room].Id, $"room {room}"));
        await Task.WhenAll(people.Select((person, i) => InviteAsync(chat, people[i % rooms].Id, ids[i % rooms], person.Id)));
        return new PreparedRooms(chat.Folder, [.. people.Select(person => person.Bearer)], ids);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Without passwords, whose hashes would take a minute.</summary>
    private static async Task<List<(long Id, string Bearer)>> SignInAsync(ChatDbContext db, int count)
    {
        var now = TimeProvider.System.GetUtcNow();
        var users = Enumerable.Range(0, count)
            .Select(i => new User($"person{i}", UserRole.Member, now) { NormalizedUserName = $"PERSON{i}", SecurityStamp = $"{i}" })
            .ToList();
        db.Users.AddRange(users);
        await db.SaveChangesAsync();

        var people = users.Select(user => (user.Id, Bearer: $"bearer-of-{user.UserName}")).ToList();
        db.AuthTokens.AddRange(people.Select(person =>
            new AuthToken(person.Id, SHA256.HashData(Encoding.UTF8.GetBytes(person.Bearer)), "bench", now, now + TimeSpan.FromDays(1))));
        await db.SaveChangesAsync();
        return people;
    }

    private static Task<long> CreateAsync(ChatOnDatabase chat, long owner, string name) => chat.DoAsync<CreateThread, long>(async create =>
        await create.ExecuteAsync(owner, name, isPrivate: true, CancellationToken.None) is CreateThread.Result.Created created
            ? created.Thread.Id
            : throw new InvalidOperationException($"{name} was not created"));

    private static Task<AppendResult> InviteAsync(ChatOnDatabase chat, long owner, long room, long person) =>
        chat.DoAsync<InviteMember, AppendResult>(invite => invite.ExecuteAsync(owner, room, person, clientId: null, CancellationToken.None));
}
