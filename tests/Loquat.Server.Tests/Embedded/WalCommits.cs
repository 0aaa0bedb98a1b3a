using System.Buffers.Binary;
using Loquat.Chat;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Server.Tests.Embedded;

/// <summary>
/// Counts what SQLite has committed, in its own journal: the last page of a transaction is marked with the size of the database
/// (https://sqlite.org/fileformat2.html, 4.1).
/// </summary>
internal static class WalCommits
{
    private const int HeaderSize = 32;
    private const int FrameHeaderSize = 24;

    /// <summary>Counts from nothing.</summary>
    public static async Task BeginAsync(LoquatServer server)
    {
        await using var scope = server.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ChatDbContext>().Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    public static async Task<int> CountAsync(LoquatServer server)
    {
        await using var file = new FileStream(
            Path.Combine(server.Folder.FullName, "loquat.db-wal"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        if (bytes.Length < HeaderSize)
            return 0;

        var frame = FrameHeaderSize + BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(8));
        var commits = 0;
        for (var at = HeaderSize; at + frame <= bytes.Length; at += frame)
        {
            if (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at + 4)) != 0)
                commits++;
        }
        return commits;
    }
}
