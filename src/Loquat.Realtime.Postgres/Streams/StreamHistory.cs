using Loquat.Protocol;
using Loquat.Realtime.Postgres.Wire;
using Npgsql;
using NpgsqlTypes;

namespace Loquat.Realtime.Postgres.Streams;

/// <summary>Reads streams, each time in one statement: what it tells of a stream fits together.</summary>
internal sealed class StreamHistory(PostgresBackplane backplane)
{
    private const string ReadForward = ReadStream + """p."offset" > $3 ORDER BY p."offset" """ + Rest;

    private const string ReadBackward = ReadStream + """p."offset" < $3 AND $3 <= s.top + 1 ORDER BY p."offset" DESC """ + Rest;

    private const string ReadStream =
        """
        SELECT s.epoch, s.top, s.forget_at, p."offset", p.body
        FROM loquat_realtime.streams s LEFT JOIN LATERAL (
            SELECT "offset", body FROM loquat_realtime.publications p
            WHERE p.channel = s.channel AND p.epoch = s.epoch AND p."offset" > s.floor AND s.expire_at > $2 AND 
        """;

    private const string Rest =
        """
        LIMIT $4) p ON true
        WHERE s.channel = $1 AND s.forget_at > $2
        """;

    private const string MakeOrTouch =
        """
        INSERT INTO loquat_realtime.streams AS s (channel, epoch, top, floor, expire_at, forget_at, version, version_epoch)
        VALUES ($1, $2, 0, 0, 0, $4, 0, '')
        ON CONFLICT (channel) DO UPDATE SET
            epoch = CASE WHEN s.forget_at > $3 THEN s.epoch ELSE excluded.epoch END,
            top = CASE WHEN s.forget_at > $3 THEN s.top ELSE 0 END,
            floor = CASE WHEN s.forget_at > $3 THEN s.floor ELSE 0 END,
            expire_at = CASE WHEN s.forget_at > $3 THEN s.expire_at ELSE 0 END,
            version = CASE WHEN s.forget_at > $3 THEN s.version ELSE 0 END,
            version_epoch = CASE WHEN s.forget_at > $3 THEN s.version_epoch ELSE '' END,
            forget_at = greatest(s.forget_at, excluded.forget_at)
        """;

    // Beyond what the stream keeps, too, as long as it is there: what was published just now is delivered even where the stream keeps but one.
    private const string ReadOnward =
        """
        SELECT s.epoch, s.top, p."offset", p.body
        FROM loquat_realtime.streams s LEFT JOIN LATERAL (
            SELECT "offset", body FROM loquat_realtime.publications p
            WHERE p.channel = s.channel AND p.epoch = s.epoch AND p."offset" > $2 ORDER BY p."offset" LIMIT $3) p ON true
        WHERE s.channel = $1
        """;

    private const string ReadTops = "SELECT channel, epoch, top FROM loquat_realtime.streams WHERE channel = ANY($1) AND top > 0";

    private const string Clear = "UPDATE loquat_realtime.streams SET floor = top WHERE channel = $1";

    /// <summary>Creates the stream if it is not there, and keeps its position for as long as a used stream is remembered.</summary>
    public async Task<HistoryResult> ReadAsync(string channel, HistoryQuery query, Retention retention, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = backplane.Time.GetUtcNow().ToUnixTimeMilliseconds();
            var (read, forgetAt) = await TryReadAsync(channel, query, now, cancellationToken);
            var ttl = (long)StreamRow.MetaTtl(retention, (long)(read?.Top.Offset ?? 0)).TotalMilliseconds;
            // A use in the first tenth of that time changes little, and need not be written down.
            if (read is not null && forgetAt - now >= ttl - ttl / 10)
                return read;

            await using var touch = backplane.Source.CommandOf(
                MakeOrTouch, Parameters.Of(channel), Parameters.Of(StreamRow.NewEpoch()), Parameters.Of(now), Parameters.Of(now + ttl));
            await touch.ExecuteNonQueryAsync(cancellationToken);
            if (read is not null)
                return read;
        }
    }

    /// <summary>What there is after an offset, whatever the epoch, and the top; null if there is no such stream.</summary>
    public async Task<(List<(Publication Publication, bool Delta)> Read, StreamPosition Top)?> ReadOnwardAsync(
        string channel, ulong after, int limit, CancellationToken cancellationToken)
    {
        await using var command = backplane.Source.CommandOf(ReadOnward, Parameters.Of(channel), Parameters.Of((long)after), Parameters.Of((long)limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(Publication, bool)>? read = null;
        var top = StreamPosition.Start;
        while (await reader.ReadAsync(cancellationToken))
        {
            read ??= [];
            top = new StreamPosition((ulong)reader.GetInt64(1), reader.GetString(0));
            if (!reader.IsDBNull(2))
                read.Add(Publication(reader, 2, top.Epoch));
        }
        return read is null ? null : (read, top);
    }

    public async Task<List<(string Channel, StreamPosition Top)>> ReadTopsAsync(IReadOnlyCollection<string> channels, CancellationToken cancellationToken)
    {
        await using var command = backplane.Source.CommandOf(ReadTops, Parameters.OfTexts(channels));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tops = new List<(string, StreamPosition)>();
        while (await reader.ReadAsync(cancellationToken))
            tops.Add((reader.GetString(0), new StreamPosition((ulong)reader.GetInt64(2), reader.GetString(1))));
        return tops;
    }

    public async Task ClearAsync(string channel, CancellationToken cancellationToken)
    {
        await using var command = backplane.Source.CommandOf(Clear, Parameters.Of(channel));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<(HistoryResult? Read, long ForgetAt)> TryReadAsync(
        string channel, HistoryQuery query, long now, CancellationToken cancellationToken)
    {
        // Backwards from the end means from behind the top, wherever that is.
        var since = query.Since is { } position ? (long)Math.Min(position.Offset, long.MaxValue) : query.Reverse ? -1 : 0;
        await using var command = backplane.Source.CommandOf(
            query.Reverse && since < 0 ? ReadBackward.Replace("$3", "(s.top + 1)", StringComparison.Ordinal) : query.Reverse ? ReadBackward : ReadForward,
            Parameters.Of(channel),
            Parameters.Of(now),
            Parameters.Of(since),
            new NpgsqlParameter { Value = query.Limit < 0 ? DBNull.Value : (object)(long)query.Limit, NpgsqlDbType = NpgsqlDbType.Bigint });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var publications = new List<Publication>();
        HistoryResult? result = null;
        long forgetAt = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            forgetAt = reader.GetInt64(2);
            result ??= new HistoryResult(publications, new StreamPosition((ulong)reader.GetInt64(1), reader.GetString(0)));
            if (!reader.IsDBNull(3))
                publications.Add(Publication(reader, 3, result.Top.Epoch).Publication);
        }
        return (result, forgetAt);
    }

    private static (Publication Publication, bool Delta) Publication(NpgsqlDataReader reader, int first, string epoch)
    {
        var offset = (ulong)reader.GetInt64(first);
        var (publication, delta) = new WireReader(reader.GetFieldValue<byte[]>(first + 1)).Publication();
        return (publication with { Offset = offset, Epoch = offset == 1 ? epoch : "" }, delta);
    }
}
