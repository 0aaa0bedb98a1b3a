using Loquat.Protocol;
using Loquat.Realtime.Postgres.Wire;
using Npgsql;

namespace Loquat.Realtime.Postgres.Streams;

/// <summary>
/// Stores publications: many in one transaction, which also says to the other nodes where their streams have grown. Rows are locked in the order of
/// their names, on every node: no two wait for each other in a circle.
/// </summary>
internal sealed class GroupPublish(PostgresBackplane backplane, Action<PublishOutcome> deliver)
{
    public const int MaxGroup = 256;

    private const string Make =
        """
        INSERT INTO loquat_realtime.streams (channel, epoch, top, floor, expire_at, forget_at, version, version_epoch)
        SELECT channel, '', 0, 0, 0, 0, 0, '' FROM unnest($1::text[]) channel ON CONFLICT (channel) DO NOTHING
        """;

    private const string Hold =
        """
        SELECT channel, epoch, top, floor, expire_at, forget_at, version, version_epoch
        FROM loquat_realtime.streams WHERE channel = ANY($1) ORDER BY channel FOR UPDATE
        """;

    private const string FindResults =
        """
        SELECT r.channel, r.key, r."offset", r.epoch
        FROM unnest($1::text[], $2::text[]) k (channel, key)
        JOIN loquat_realtime.results r ON r.channel = k.channel AND r.key = k.key WHERE r.forget_at > $3
        """;

    private const string Move =
        """
        UPDATE loquat_realtime.streams s SET epoch = k.epoch, top = k.top, floor = k.floor, expire_at = k.expire_at, forget_at = k.forget_at,
            version = k.version, version_epoch = k.version_epoch
        FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[])
            k (channel, epoch, top, floor, expire_at, forget_at, version, version_epoch)
        WHERE s.channel = k.channel
        """;

    private const string Store =
        """
        INSERT INTO loquat_realtime.publications (channel, epoch, "offset", created, body)
        SELECT k.channel, k.epoch, k."offset", $1, k.body FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bytea[]) k (channel, epoch, "offset", body)
        """;

    private const string Remember =
        """
        INSERT INTO loquat_realtime.results (channel, key, "offset", epoch, forget_at)
        SELECT k.channel, k.key, k."offset", k.epoch, $1 FROM unnest($2::text[], $3::text[], $4::bigint[], $5::text[]) k (channel, key, "offset", epoch)
        ON CONFLICT (channel, key) DO UPDATE SET "offset" = excluded."offset", epoch = excluded.epoch, forget_at = excluded.forget_at
        """;

    /// <summary>Stores the group, delivers it here, and answers whoever waits.</summary>
    public async Task WriteAsync(IReadOnlyList<PendingPublication> group)
    {
        try
        {
            var outcomes = await CommitAsync(group);
            foreach (var outcome in outcomes)
                deliver(outcome);
            foreach (var outcome in outcomes)
                outcome.Pending.Complete(outcome.Result);
        }
        catch (Exception e)
        {
            foreach (var pending in group)
                pending.Fail(e);
        }
    }

    private async Task<IReadOnlyList<PublishOutcome>> CommitAsync(IReadOnlyList<PendingPublication> group)
    {
        var names = group.Select(pending => pending.Channel).Distinct().Order(StringComparer.Ordinal).ToArray();
        while (true)
        {
            await using var connection = await backplane.Source.OpenConnectionAsync(backplane.Stopping);
            await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, backplane.Stopping);
            var now = backplane.Time.GetUtcNow().ToUnixTimeMilliseconds();
            var (rows, results) = await HoldAsync(connection, transaction, group, names, now);
            // Housekeeping may forget an old one between its being found and its being held: the next attempt makes it anew.
            if (rows.Count < names.Length)
                continue;

            var plan = new PublishPlan(group, rows, results, now);
            await SaveAsync(connection, transaction, plan, rows.Values, now);
            await transaction.CommitAsync(backplane.Stopping);
            return plan.Outcomes;
        }
    }

    private async Task<(Dictionary<string, StreamRow> Rows, Dictionary<(string, string), StreamPosition> Results)> HoldAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<PendingPublication> group, string[] names, long now)
    {
        var keyed = group.Where(pending => pending.Options.IdempotencyKey.Length > 0).ToList();
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(Parameters.Command(Make, Parameters.OfTexts(names)));
        batch.BatchCommands.Add(Parameters.Command(Hold, Parameters.OfTexts(names)));
        batch.BatchCommands.Add(Parameters.Command(
            FindResults,
            Parameters.OfTexts(keyed.Select(pending => pending.Channel)),
            Parameters.OfTexts(keyed.Select(pending => pending.Options.IdempotencyKey)),
            Parameters.Of(now)));

        await using var reader = await batch.ExecuteReaderAsync(backplane.Stopping);
        var rows = new Dictionary<string, StreamRow>();
        while (await reader.ReadAsync(backplane.Stopping))
            rows.Add(reader.GetString(0), Row(reader));
        await reader.NextResultAsync(backplane.Stopping);
        var results = new Dictionary<(string, string), StreamPosition>();
        while (await reader.ReadAsync(backplane.Stopping))
            results[(reader.GetString(0), reader.GetString(1))] = new StreamPosition((ulong)reader.GetInt64(2), reader.GetString(3));
        return (rows, results);
    }

    private async Task SaveAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, PublishPlan plan, IReadOnlyCollection<StreamRow> rows, long now)
    {
        var stored = plan.Stored.ToList();
        var results = plan.Outcomes.Where(outcome => outcome.IsNewResult).ToList();
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(Parameters.Command(
            Move,
            Parameters.OfTexts(rows.Select(row => row.Channel)),
            Parameters.OfTexts(rows.Select(row => row.Epoch)),
            Parameters.OfLongs(rows.Select(row => row.Top)),
            Parameters.OfLongs(rows.Select(row => row.Floor)),
            Parameters.OfLongs(rows.Select(row => row.ExpireAt)),
            Parameters.OfLongs(rows.Select(row => row.ForgetAt)),
            Parameters.OfLongs(rows.Select(row => row.Version)),
            Parameters.OfTexts(rows.Select(row => row.VersionEpoch))));
        if (results.Count > 0)
        {
            batch.BatchCommands.Add(Parameters.Command(
                Remember,
                Parameters.Of(plan.ResultsForgottenAt),
                Parameters.OfTexts(results.Select(outcome => outcome.Pending.Channel)),
                Parameters.OfTexts(results.Select(outcome => outcome.Pending.Options.IdempotencyKey)),
                Parameters.OfLongs(results.Select(outcome => (long)outcome.Result.Offset)),
                Parameters.OfTexts(results.Select(outcome => outcome.Result.Epoch))));
        }
        if (stored.Count > 0)
        {
            batch.BatchCommands.Add(Parameters.Command(
                Store,
                Parameters.Of(now),
                Parameters.OfTexts(stored.Select(outcome => outcome.Pending.Channel)),
                Parameters.OfTexts(stored.Select(outcome => outcome.Result.Epoch)),
                Parameters.OfLongs(stored.Select(outcome => (long)outcome.Result.Offset)),
                Parameters.OfBytes(stored.Select(outcome => new WireWriter().Publication(outcome.Published!, outcome.Pending.Options.Delta).ToArray()))));
            batch.BatchCommands.Add(Sender.Notification(Envelope.Pack(backplane.NodeId, [.. Grown(stored).Select(item => item.Encode())])));
        }
        await batch.ExecuteNonQueryAsync(backplane.Stopping);
    }

    /// <summary>One for each stream, however much of it is new.</summary>
    private static IEnumerable<Item> Grown(IEnumerable<PublishOutcome> stored) =>
        from outcome in stored
        group outcome.Result by (outcome.Pending.Channel, outcome.Result.Epoch) into grown
        select new Item.Grown(grown.Key.Channel, grown.Min(at => at.Offset), grown.Max(at => at.Offset), grown.Key.Epoch);

    private static StreamRow Row(NpgsqlDataReader reader) => new()
    {
        Channel = reader.GetString(0),
        Epoch = reader.GetString(1),
        Top = reader.GetInt64(2),
        Floor = reader.GetInt64(3),
        ExpireAt = reader.GetInt64(4),
        ForgetAt = reader.GetInt64(5),
        Version = reader.GetInt64(6),
        VersionEpoch = reader.GetString(7),
    };
}
