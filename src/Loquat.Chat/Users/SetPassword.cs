using Microsoft.AspNetCore.Identity;

namespace Loquat.Chat.Users;

/// <summary>Gives an account another password and ends all its sign-ins: whoever knew the old one is out.</summary>
public sealed class SetPassword(UserManager<User> users, ChatDbContext db, RevokeAllTokens revokeAllTokens)
{
    public async Task<Result> ExecuteAsync(string username, string password, CancellationToken cancellationToken)
    {
        if (await users.FindByNameAsync(username) is not { } user)
            return new Result.NotFound();

        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            await users.RemovePasswordAsync(user);
            var changed = await users.AddPasswordAsync(user, password);
            if (!changed.Succeeded)
                return new Result.Refused([.. changed.Errors.Select(error => error.Description)]);

            await transaction.CommitAsync(cancellationToken);
        }

        // After the commit: nobody can sign in with the old password between the two.
        await revokeAllTokens.ExecuteAsync(user.Id, cancellationToken);
        return new Result.Changed();
    }

    public abstract record Result
    {
        private Result()
        {
        }

        public sealed record Changed : Result;

        public sealed record NotFound : Result;

        public sealed record Refused(IReadOnlyList<string> Reasons) : Result;
    }
}
