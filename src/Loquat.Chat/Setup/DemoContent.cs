using Loquat.Chat.Database;
using Loquat.Chat.Threads;
using Loquat.Chat.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Setup;

/// <summary>John, Bill and their first thread. For demo mode alone: everybody knows their password.</summary>
public sealed class DemoContent(ChatDbContext db, UserManager<User> users, IPasswordHasher<User> hasher, TimeProvider clock)
{
    public const string Password = "secret";

    public static readonly IReadOnlyList<string> Names = ["john", "bill"];

    /// <summary>Fills a database without users; leaves any other as it is.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockSetupAsync(cancellationToken);
        if (await db.Users.AnyAsync(cancellationToken))
            return;

        foreach (var name in Names)
            await AddAsync(name);

        await RoomCreation.AddAsync(db, "First thread", Visibility.Public, ownerId: null, clock.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // Past the rules for passwords, which this one does not meet.
    private async Task AddAsync(string name)
    {
        var user = new User(name, UserRole.Member, clock.GetUtcNow());
        user.PasswordHash = hasher.HashPassword(user, Password);
        var made = await users.CreateAsync(user);
        if (!made.Succeeded)
            throw new InvalidOperationException($"The demo user {name} could not be made: {made}");
    }
}
