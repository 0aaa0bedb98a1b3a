using Loquat.Chat.Messages;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Users;

/// <summary>
/// Turns a name and a password into a bearer. A wrong name, a wrong password and a locked account look the same from outside and cost
/// the same work: one verified hash, and one row written.
/// </summary>
public sealed class SignIn(ChatDbContext db, ILookupNormalizer names, PasswordCheck passwords, IdentityCache cache, ChatOptions options, TimeProvider clock)
{
    public async Task<Result> ExecuteAsync(string username, string password, string device, CancellationToken cancellationToken)
    {
        var normalized = names.NormalizeName(PlainText.Storable(username));
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.NormalizedUserName == normalized, cancellationToken);
        var matches = passwords.Matches(user, password);
        var now = clock.GetUtcNow();
        var mayTry = user is not null && !user.IsLockedOut(now);
        if (user is null || !mayTry || !matches)
        {
            await NoteFailureAsync(mayTry ? user!.Id : null, now, cancellationToken);
            return new Result.Refused();
        }

        // The account is held until the token is there: a new password that comes meanwhile finds it, and ends it.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await AdmitAsync(user, now, cancellationToken))
            return new Result.Refused();

        var bearer = Bearer.Create();
        var hash = Bearer.Hash(bearer)!;
        db.AuthTokens.Add(new AuthToken(user.Id, hash, device, now, now + options.TokenLifetime));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        cache.Introduce(hash);
        return new Result.SignedIn(bearer, new SignedInUser(user.Id, user.UserName!));
    }

    // Guesses made at the same time are all counted. A guess at nobody is counted for the first account and taken back: how long the disk takes must
    // not tell which names there are, and SQLite writes nothing where nothing changes.
    private async Task NoteFailureAsync(long? userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset? until = now + options.LockoutPeriod;
        var (last, taken) = userId is null ? (int.MaxValue, 1) : (options.MaxFailedSignIns - 1, 0);
        var account = userId is { } id ? db.Users.Where(user => user.Id == id) : db.Users.OrderBy(user => user.Id).Take(1);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await account.ExecuteUpdateAsync(
            set => set
                .SetProperty(user => user.LockoutEnd, user => user.AccessFailedCount >= last ? until : user.LockoutEnd)
                .SetProperty(user => user.AccessFailedCount, user => user.AccessFailedCount >= last ? 0 : user.AccessFailedCount + 1),
            cancellationToken);
        await account.ExecuteUpdateAsync(set => set.SetProperty(user => user.AccessFailedCount, user => user.AccessFailedCount - taken), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // Asks again, since while this password was being verified other guesses may have locked the account, or another password been set.
    private async Task<bool> AdmitAsync(User known, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Users
            .Where(user => user.Id == known.Id && user.PasswordHash == known.PasswordHash && (user.LockoutEnd == null || user.LockoutEnd <= now))
            .ExecuteUpdateAsync(
                set => set.SetProperty(user => user.AccessFailedCount, 0).SetProperty(user => user.LockoutEnd, (DateTimeOffset?)null),
                cancellationToken) == 1;

    public abstract record Result
    {
        private Result()
        {
        }

        /// <param name="Bearer">Shown this once: only its hash is kept.</param>
        public sealed record SignedIn(string Bearer, SignedInUser User) : Result;

        public sealed record Refused : Result;
    }
}

public sealed record SignedInUser(long Id, string Username);
