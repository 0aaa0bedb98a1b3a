using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Users;

/// <summary>Everybody with an account, in pages.</summary>
public sealed class ListPeople(ChatDbContext db)
{
    public const int MaxLimit = 100;

    /// <summary>Ascending by id, beyond <paramref name="afterId"/>.</summary>
    public async Task<IReadOnlyList<PersonView>> ExecuteAsync(long afterId, int? limit, CancellationToken cancellationToken) => await db.Users
        .Where(user => user.Id > afterId)
        .OrderBy(user => user.Id)
        .Take(Math.Clamp(limit ?? MaxLimit, 1, MaxLimit))
        .Select(user => new PersonView(user.Id, user.UserName!))
        .ToListAsync(cancellationToken);
}
