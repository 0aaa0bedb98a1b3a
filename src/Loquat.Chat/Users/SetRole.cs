using Microsoft.AspNetCore.Identity;

namespace Loquat.Chat.Users;

/// <summary>Says what somebody may do on this server.</summary>
public sealed class SetRole(UserManager<User> users)
{
    /// <summary>False if there is no such user.</summary>
    public async Task<bool> ExecuteAsync(string username, UserRole role, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (await users.FindByNameAsync(username) is not { } user)
            return false;

        user.Become(role);
        return (await users.UpdateAsync(user)).Succeeded;
    }
}
