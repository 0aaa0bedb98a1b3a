using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Loquat.Chat.Database;

/// <summary>Tells EF Core's connections the pragmas. Apart from them, so that a connection without EF Core does not load it.</summary>
internal sealed class PragmasOnOpen(SqlitePragmas pragmas) : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => pragmas.Apply(connection);

    // SQLite has no asynchronous calls: this returns when it is done, and costs no thread.
    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        pragmas.Apply(connection);
        return Task.CompletedTask;
    }
}
