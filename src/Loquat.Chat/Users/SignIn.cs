using Loquat.Chat.Messages;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Users;

/// <summary>
/// Turns a name and a password into a bearer. A wrong name, a wrong password and a locked account look the same from outside and cost
/// the same work: one verified hash.
/// </summary>
public sealed class SignIn(ChatDbContext db, ILookupNormalizer names, PasswordCheck passwords, ChatOptions options, TimeProvider clock)
{
    public async Task<Result> ExecuteAsync(string username, string password, string device, CancellationToken cancellationToken)
    {
        var normalized = names.NormalizeName(PlainText.Storable(username));
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.NormalizedUserName == normalized, cancellationToken);
        var matches = passwords.Matches(user, password);
        if (user is null)
            return new Result.Refused();

        var now = clock.GetUtcNow();
        if (user.IsLockedOut(now))
            return new Result.Refused();
        if (!matches)
        {
            await CountFailureAsync(user.Id, now, cancellationToken);
            return new Result.Refused();
        }

        // The account is held until the token is there: a new password that comes meanwhile finds it, and ends it.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await AdmitAsync(user, now, cancellationToken))
            return new Result.Refused();

        var bearer = Bearer.Create();
        db.AuthTokens.Add(new AuthToken(user.Id, Bearer.Hash(bearer)!, device, now, now + options.TokenLifetime));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new Result.SignedIn(bearer, new SignedInUser(user.Id, user.UserName!));
    }

    // One statement: guesses made at the same time are all counted.
    private Task<int> CountFailureAsync(long userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset? until = now + options.LockoutPeriod;
        var last = options.MaxFailedSignIns - 1;
        return db.Users.Where(user => user.Id == userId).ExecuteUpdateAsync(
            set => set
                .SetProperty(user => user.LockoutEnd, user => user.AccessFailedCount >= last ? until : user.LockoutEnd)
                .SetProperty(user => user.AccessFailedCount, user => user.AccessFailedCount >= last ? 0 : user.AccessFailedCount + 1),
            cancellationToken);
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
