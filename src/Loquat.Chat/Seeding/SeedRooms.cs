using Loquat.Chat.Threads;
using Loquat.Chat.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Seeding;

/// <summary>Adds made-up people and rooms.</summary>
public sealed class SeedRooms(ChatDbContext db, IPasswordHasher<User> hasher, TimeProvider clock)
{
    /// <summary>The ids of the new rooms.</summary>
    /// <param name="password">Everybody's. Null where strangers may come by: then nobody can sign in as one of them.</param>
    public async Task<IReadOnlyList<long>> ExecuteAsync(int users, int rooms, int seed, string? password, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        AddUsers(users, new UserFactory(seed, await db.Users.CountAsync(cancellationToken)), password, now);
        await db.SaveChangesAsync(cancellationToken);

        var factory = new ThreadFactory(seed);
        var ids = new List<long>();
        for (var i = 0; i < rooms; i++)
        {
            var room = await RoomCreation.AddAsync(db, factory.CreateName(), Visibility.Public, ownerId: null, now, cancellationToken);
            ids.Add(room.Content.Thread.Id);
        }

        await transaction.CommitAsync(cancellationToken);
        return ids;
    }

    private void AddUsers(int users, UserFactory factory, string? password, DateTimeOffset now)
    {
        string? hash = null;
        for (var i = 0; i < users; i++)
        {
            var user = factory.Create(now);

            // One hash for all: hashing is slow on purpose, and nobody has to guess this password.
            if (password is not null)
                user.PasswordHash = hash ??= hasher.HashPassword(user, password);
            db.Users.Add(user);
        }
    }
}
