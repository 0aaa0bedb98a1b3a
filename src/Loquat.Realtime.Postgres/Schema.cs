using Npgsql;

namespace Loquat.Realtime.Postgres;

/// <summary>The backplane's own tables, apart from whatever else the database holds.</summary>
/// <remarks>
/// Only streams are worth the log of the database: their positions are what clients come back with. Who is here, and what is on its way to other
/// nodes, is not: after a crash of the database it is told anew, or was for that moment alone.
/// </remarks>
internal static class Schema
{
    // Any number that nobody else locks: "loquat" on a telephone.
    private const long LockId = 567_828;

    private const string Create =
        """
        CREATE SCHEMA IF NOT EXISTS loquat_realtime;

        CREATE TABLE IF NOT EXISTS loquat_realtime.streams (
            channel text COLLATE "C" PRIMARY KEY,
            epoch text NOT NULL,
            top bigint NOT NULL,
            floor bigint NOT NULL,
            expire_at bigint NOT NULL,
            forget_at bigint NOT NULL,
            version bigint NOT NULL,
            version_epoch text NOT NULL);

        CREATE TABLE IF NOT EXISTS loquat_realtime.publications (
            channel text COLLATE "C" NOT NULL,
            epoch text NOT NULL,
            "offset" bigint NOT NULL,
            created bigint NOT NULL,
            body bytea NOT NULL,
            PRIMARY KEY (channel, epoch, "offset"));
        CREATE INDEX IF NOT EXISTS publications_created ON loquat_realtime.publications (created);

        CREATE TABLE IF NOT EXISTS loquat_realtime.results (
            channel text COLLATE "C" NOT NULL,
            key text NOT NULL,
            "offset" bigint NOT NULL,
            epoch text NOT NULL,
            forget_at bigint NOT NULL,
            PRIMARY KEY (channel, key));
        CREATE INDEX IF NOT EXISTS results_forget_at ON loquat_realtime.results (forget_at);

        CREATE UNLOGGED TABLE IF NOT EXISTS loquat_realtime.nodes (
            id text PRIMARY KEY,
            beat bigint NOT NULL,
            info bytea NOT NULL);

        CREATE UNLOGGED TABLE IF NOT EXISTS loquat_realtime.presence (
            channel text COLLATE "C" NOT NULL,
            client text NOT NULL,
            node text NOT NULL REFERENCES loquat_realtime.nodes (id) ON DELETE CASCADE,
            user_id text NOT NULL,
            info bytea NOT NULL,
            PRIMARY KEY (channel, client));
        CREATE INDEX IF NOT EXISTS presence_node ON loquat_realtime.presence (node);

        CREATE UNLOGGED TABLE IF NOT EXISTS loquat_realtime.large_items (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            created bigint NOT NULL,
            body bytea NOT NULL);

        CREATE TABLE IF NOT EXISTS loquat_realtime.housekeeping (id integer PRIMARY KEY, ran_at bigint NOT NULL);
        INSERT INTO loquat_realtime.housekeeping VALUES (1, 0) ON CONFLICT DO NOTHING;
        """;

    /// <summary>Makes what is not there. Nodes that start at once take turns.</summary>
    public static async Task EnsureAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var hold = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection, transaction);
        hold.Parameters.Add(new NpgsqlParameter<long> { TypedValue = LockId });
        await hold.ExecuteNonQueryAsync(cancellationToken);
        await using var create = new NpgsqlCommand(Create, connection, transaction);
        await create.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
