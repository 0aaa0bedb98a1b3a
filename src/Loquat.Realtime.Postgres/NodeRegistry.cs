using System.Text.Json;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Loquat.Realtime.Postgres;

/// <summary>
/// Who lives. Each node counts its beats in a row of its own; a row that has not changed for too long, by the reader's own clock, is of a dead node
/// and is deleted by whoever sees that, with the presence of its sessions. Clocks of different machines are never compared.
/// </summary>
internal sealed class NodeRegistry(NpgsqlDataSource source, BackplaneOptions options, TimeProvider time, ILogger logger)
    : IDisposable
{
    private const string Beat = "UPDATE loquat_realtime.nodes SET beat = beat + 1, info = $2 WHERE id = $1";

    // A node that was buried and comes back must not be taken for the one that was: its count never begins where another began.
    private const string Join =
        """
        INSERT INTO loquat_realtime.nodes (id, beat, info) VALUES ($1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, $2)
        ON CONFLICT (id) DO NOTHING
        """;

    private const string Look = "SELECT id, beat, info FROM loquat_realtime.nodes WHERE id <> $1";
    private const string Bury = "DELETE FROM loquat_realtime.nodes WHERE id = $1 AND beat = $2";
    private const string Leave = "DELETE FROM loquat_realtime.nodes WHERE id = $1";

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, Sighting> _seen = [];
    private IReadOnlyCollection<NodeInfo> _others = [];
    private long _lookedAt = time.GetTimestamp();

    private Func<NodeInfo>? _describe;

    /// <summary>Called when this node had been forgotten: what it had told of itself has to be told again.</summary>
    public Func<Task> Rejoined { get; set; } = () => Task.CompletedTask;

    public IReadOnlyCollection<NodeInfo> Others => Volatile.Read(ref _others);

    public void Describe(Func<NodeInfo> describe) => _describe = describe;

    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        await using var join = source.CommandOf(Join, Parameters.Of(options.NodeId), Parameters.Of(Info()));
        await join.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Says that this node lives, and looks who else does.</summary>
    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await using var beat = source.CommandOf(Beat, Parameters.Of(options.NodeId), Parameters.Of(Info()));
            if (await beat.ExecuteNonQueryAsync(cancellationToken) == 0)
            {
                await JoinAsync(cancellationToken);
                logger.NodeRejoined();
                await Rejoined();
            }
            await LookAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await using var leave = source.CommandOf(Leave, Parameters.Of(options.NodeId));
        await leave.ExecuteNonQueryAsync(cancellationToken);
    }

    public void Dispose() => _turn.Dispose();

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        // Who could not look, since the database was away, has not seen the others be silent either.
        var missed = time.GetElapsedTime(_lookedAt, now) > options.NodeTimeout;
        _lookedAt = now;

        var alive = new List<NodeInfo>();
        var present = new HashSet<string>();
        var silent = new List<(string Node, long Beat)>();
        await using (var look = source.CommandOf(Look, Parameters.Of(options.NodeId)))
        await using (var reader = await look.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var (node, beat) = (reader.GetString(0), reader.GetInt64(1));
                present.Add(node);
                if (!_seen.TryGetValue(node, out var sighting) || sighting.Beat != beat || missed)
                    _seen[node] = sighting = new Sighting(beat, now);
                if (time.GetElapsedTime(sighting.Since, now) >= options.NodeTimeout)
                    silent.Add((node, beat));
                else if (JsonSerializer.Deserialize<NodeInfo?>(reader.GetFieldValue<byte[]>(2)) is { } info)
                    alive.Add(info);
            }
        }

        Volatile.Write(ref _others, alive);
        foreach (var gone in _seen.Keys.Where(node => !present.Contains(node)).ToList())
            _seen.Remove(gone);
        foreach (var (node, beat) in silent)
            await BuryAsync(node, beat, cancellationToken);
    }

    private async Task BuryAsync(string node, long beat, CancellationToken cancellationToken)
    {
        await using var bury = source.CommandOf(Bury, Parameters.Of(node), Parameters.Of(beat));
        if (await bury.ExecuteNonQueryAsync(cancellationToken) > 0)
            logger.NodeDied(node);
    }

    private byte[] Info() => JsonSerializer.SerializeToUtf8Bytes(_describe?.Invoke());

    /// <param name="Since">Of this clock, when the beat was first seen.</param>
    private sealed record Sighting(long Beat, long Since);
}
