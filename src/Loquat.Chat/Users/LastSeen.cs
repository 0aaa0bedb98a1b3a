using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Users;

/// <summary>When people were last here, as their sign-ins tell: each remembers when it was last used, to the minute.</summary>
public sealed class LastSeen(ChatDbContext db)
{
    /// <summary>Null for whoever has never signed in; who has no account is not in the answer.</summary>
    public async Task<IReadOnlyDictionary<long, DateTimeOffset?>> OfAsync(IReadOnlyCollection<long> userIds, CancellationToken cancellationToken)
    {
        var ids = userIds.ToArray();
        return await db.Users
            .Where(user => EF.Parameter(ids).Contains(user.Id))
            .Select(user => new
            {
                user.Id,
                At = db.AuthTokens.Where(token => token.UserId == user.Id).Max(token => (DateTimeOffset?)token.LastUsed),
            })
            .ToDictionaryAsync(user => user.Id, user => user.At, cancellationToken);
    }
}
