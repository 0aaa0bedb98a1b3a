using Loquat.Chat;
using Loquat.Chat.Setup;
using Loquat.Chat.Users;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Server.Accounts;

/// <summary>
/// Finds accounts that still have the password that everybody knows. A server that is no demo does not start over them, wherever they came
/// from; the database is asked, since a folder's name or a note in it would not travel with a copy.
/// </summary>
internal sealed class DemoAccounts(ExistingAccounts accounts, IDbContextFactory<ChatDbContext> database, PasswordCheck passwords)
{
    /// <summary>As they are stored to be compared.</summary>
    private static readonly string[] Names = [.. DemoContent.Names.Select(name => name.ToUpperInvariant())];

    public async Task<IReadOnlyList<string>> FindAsync(CancellationToken cancellationToken)
    {
        if (!await IsAnyThereAsync(cancellationToken))
            return [];

        return await AmongAsync(Names, cancellationToken);
    }

    // Apart, so that a server without such accounts does not load EF Core's queries.
    private async Task<IReadOnlyList<string>> AmongAsync(string[] names, CancellationToken cancellationToken)
    {
        await using var db = await database.CreateDbContextAsync(cancellationToken);
        var suspects = await db.Users.AsNoTracking()
            .Where(user => names.Contains(user.NormalizedUserName))
            .OrderBy(user => user.Id)
            .ToListAsync(cancellationToken);
        return [.. suspects.Where(user => passwords.Matches(user, DemoContent.Password)).Select(user => user.UserName!)];
    }

    private async Task<bool> IsAnyThereAsync(CancellationToken cancellationToken)
    {
        foreach (var name in Names)
            if (await accounts.IsThereAsync(name, cancellationToken))
                return true;

        return false;
    }
}
