using System.Data.Common;
using Loquat.Chat.Database;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Server.Hosting;

/// <summary>Tells a database that is away from everything else that goes wrong.</summary>
internal static class DatabaseFailure
{
    /// <summary>EF Core hands on what the driver throws, or wraps it where it guesses that a retry would help.</summary>
    public static bool Is(Exception e) =>
        IsOfTheDriver(e) || (e is InvalidOperationException { InnerException: { } inner } && IsOfTheDriver(inner)) || (e is DbUpdateException && Trouble.IsTemporary(e));

    // Where the server's name is not resolved in time, the driver throws the latter as it is.
    private static bool IsOfTheDriver(Exception e) => e is DbException or TimeoutException;
}
