using Npgsql;

namespace Loquat.Realtime.Postgres;

/// <summary>Removes what nobody can ask for any more. Every node offers to do it; each time one of them does.</summary>
internal static class Housekeeping
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>What a stream keeps no longer stays this long for nodes that are about to read it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private const string Claim = "UPDATE loquat_realtime.housekeeping SET ran_at = $1 WHERE id = 1 AND ran_at <= $2";

    // Whoever publishes holds streams and results, and waits for others: what is held is left to the next time, so that no two wait for each other.
    private const string ForgetStreams =
        """
        DELETE FROM loquat_realtime.streams WHERE channel IN (
            SELECT channel FROM loquat_realtime.streams WHERE forget_at <= $1 FOR UPDATE SKIP LOCKED)
        """;

    private const string DropPublications =
        """
        DELETE FROM loquat_realtime.publications p WHERE p.created <= $1 AND NOT EXISTS (
            SELECT 1 FROM loquat_realtime.streams s
            WHERE s.channel = p.channel AND s.epoch = p.epoch AND s.floor < p."offset" AND s.expire_at > $2)
        """;

    private const string ForgetResults =
        """
        DELETE FROM loquat_realtime.results WHERE (channel, key) IN (
            SELECT channel, key FROM loquat_realtime.results WHERE forget_at <= $1 FOR UPDATE SKIP LOCKED)
        """;

    private const string DropLargeItems = "DELETE FROM loquat_realtime.large_items WHERE created <= $1";

    public static async Task RunAsync(NpgsqlDataSource source, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await using (var claim = source.CommandOf(Claim, Parameters.Of(now), Parameters.Of(now - (long)Interval.TotalMilliseconds)))
        {
            if (await claim.ExecuteNonQueryAsync(cancellationToken) == 0)
                return;
        }

        var old = now - (long)Grace.TotalMilliseconds;
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(Parameters.Command(ForgetStreams, Parameters.Of(now)));
        batch.BatchCommands.Add(Parameters.Command(DropPublications, Parameters.Of(old), Parameters.Of(now)));
        batch.BatchCommands.Add(Parameters.Command(ForgetResults, Parameters.Of(now)));
        batch.BatchCommands.Add(Parameters.Command(DropLargeItems, Parameters.Of(old)));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
