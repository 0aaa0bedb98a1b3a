using Loquat.Chat.Setup;
using Loquat.Chat.Threads;
using Loquat.Chat.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Seeding;

/// <summary>Adds made-up people and rooms. Everybody's password is <see cref="DemoData.Password"/>: not for a server that others reach.</summary>
public sealed class SeedRooms(ChatDbContext db, IPasswordHasher<User> hasher, TimeProvider clock)
{
    /// <summary>The ids of the new rooms.</summary>
    public async Task<IReadOnlyList<long>> ExecuteAsync(int users, int rooms, int seed, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        AddUsers(users, new UserFactory(seed, await db.Users.CountAsync(cancellationToken)), now);
        await db.SaveChangesAsync(cancellationToken);

        var factory = new ThreadFactory(seed);
        var ids = new List<long>();
        for (var i = 0; i < rooms; i++)
        {
            var room = await RoomCreation.AddAsync(db, factory.CreateName(), Visibility.Public, ownerId: null, now, cancellationToken);
            ids.Add(room.Thread.Id);
        }

        await transaction.CommitAsync(cancellationToken);
        return ids;
    }

    private void AddUsers(int users, UserFactory factory, DateTimeOffset now)
    {
        string? hash = null;
        for (var i = 0; i < users; i++)
        {
            var user = factory.Create(now);

            // One hash for all: hashing is slow on purpose, and nobody has to guess this password.
            user.PasswordHash = hash ??= hasher.HashPassword(user, DemoData.Password);
            db.Users.Add(user);
        }
    }
}
