using Loquat.Chat;

namespace Loquat.Server.Hosting;

/// <summary>
/// Keeps the SQLite file for this server as long as it runs: a second one would not hear of what the first one writes, and a restore or a
/// move would take the file from under it. Servers on PostgreSQL share it.
/// </summary>
internal sealed class FileClaim(ChatDatabase database) : IDisposable
{
    private IDisposable? _claim;

    /// <exception cref="CannotServeException">Another process has it.</exception>
    public void Take()
    {
        if (database.IsPostgres)
            return;

        _claim ??= database.TryClaimFile() ?? throw new CannotServeException($"Another process is using {database.FilePath}: a server, a restore or a move.");
    }

    public void Dispose() => _claim?.Dispose();
}
