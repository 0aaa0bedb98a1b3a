using Loquat.Chat.Database;
using Loquat.Chat.Threads;
using Loquat.Chat.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Setup;

/// <summary>The first visit of an empty server: the owner's account and the first room.</summary>
public sealed class Bootstrap(ChatDbContext db, AddUser addUser, TimeProvider clock)
{
    public const string FirstRoom = "General";

    /// <summary>True as long as nobody has an account.</summary>
    public async Task<bool> IsNeededAsync(CancellationToken cancellationToken) => !await db.Users.AnyAsync(cancellationToken);

    public async Task<Result> ExecuteAsync(string username, string password, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // Two first visitors take turns here, and the second finds that there is an owner.
        await db.LockSetupAsync(cancellationToken);
        if (!await IsNeededAsync(cancellationToken))
            return new Result.AlreadyDone();
        if (await addUser.ExecuteAsync(username, password, cancellationToken, UserRole.Owner) is AddUser.Result.Refused refused)
            return new Result.Refused(refused.Reasons);

        await RoomCreation.AddAsync(db, FirstRoom, Visibility.Public, ownerId: null, clock.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new Result.Done();
    }

    public abstract record Result
    {
        private Result()
        {
        }

        public sealed record Done : Result;

        public sealed record AlreadyDone : Result;

        public sealed record Refused(IReadOnlyList<IdentityError> Reasons) : Result;
    }
}
