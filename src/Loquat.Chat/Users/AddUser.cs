using Loquat.Chat.Threads;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Users;

/// <summary>Makes an account. A new user is a member of nothing: public rooms are visible to everybody anyway.</summary>
public sealed class AddUser(UserManager<User> users, ChatDbContext db, TimeProvider clock)
{
    public async Task<Result> ExecuteAsync(string username, string password, CancellationToken cancellationToken, UserRole role = UserRole.Member)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (username.Length > User.MaxNameLength)
            return new Result.Refused([new IdentityError { Code = "UserNameTooLong", Description = $"The name is longer than {User.MaxNameLength} characters." }]);

        var user = new User(username, role, clock.GetUtcNow());
        await using var transaction = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellationToken) : null;
        var made = await users.CreateAsync(user, password);
        if (!made.Succeeded)
            return new Result.Refused([.. made.Errors]);

        await StartAsReadAsync(user.Id, cancellationToken);
        if (transaction is not null)
            await transaction.CommitAsync(cancellationToken);

        return new Result.Added(user.Id, username);
    }

    // Nobody has to catch up on what was said before they came.
    private Task<int> StartAsReadAsync(long userId, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO read_positions (user_id, thread_id, "offset")
        SELECT {userId}, id, last_offset FROM threads WHERE visibility = {(int)Visibility.Public}
        """,
        cancellationToken);

    public abstract record Result
    {
        private Result()
        {
        }

        public sealed record Added(long UserId, string Username) : Result;

        /// <param name="Reasons">With a code for programs and a sentence for people, such as a name that is taken.</param>
        public sealed record Refused(IReadOnlyList<IdentityError> Reasons) : Result;
    }
}
