using Microsoft.AspNetCore.Identity;

namespace Loquat.Chat.Users;

/// <summary>Makes an account. A new user is a member of nothing: public rooms are visible to everybody anyway.</summary>
public sealed class AddUser(UserManager<User> users, TimeProvider clock)
{
    public async Task<Result> ExecuteAsync(string username, string password, CancellationToken cancellationToken, UserRole role = UserRole.Member)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (username.Length > User.MaxNameLength)
            return new Result.Refused([$"The name is longer than {User.MaxNameLength} characters."]);

        var user = new User(username, role, clock.GetUtcNow());
        var made = await users.CreateAsync(user, password);
        return made.Succeeded
            ? new Result.Added(user.Id, username)
            : new Result.Refused([.. made.Errors.Select(error => error.Description)]);
    }

    public abstract record Result
    {
        private Result()
        {
        }

        public sealed record Added(long UserId, string Username) : Result;

        /// <param name="Reasons">Sentences for the person who asked, such as a name that is taken.</param>
        public sealed record Refused(IReadOnlyList<string> Reasons) : Result;
    }
}
