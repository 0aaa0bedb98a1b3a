using System.Collections.Concurrent;
using Loquat.Protocol;
using Loquat.Realtime.Postgres.Wire;
using Npgsql;

namespace Loquat.Realtime.Postgres;

/// <summary>
/// Presence on all nodes. An entry lives as long as its subscription, or as its node: it costs nothing while it lasts, since nodes and not sessions
/// say that they live. Many comings and goings at once are one statement.
/// </summary>
public sealed class PostgresPresence : IPresence
{
    private const int MaxGroup = 1_000;

    private const string Delete =
        """
        DELETE FROM loquat_realtime.presence p USING unnest($1::text[], $2::text[]) k (channel, client)
        WHERE p.channel = k.channel AND p.client = k.client
        """;

    private const string Insert =
        """
        INSERT INTO loquat_realtime.presence (channel, client, node, user_id, info)
        SELECT k.channel, k.client, $1, k.user_id, k.info
        FROM unnest($2::text[], $3::text[], $4::text[], $5::bytea[]) k (channel, client, user_id, info)
        ON CONFLICT (channel, client) DO UPDATE SET node = excluded.node, user_id = excluded.user_id, info = excluded.info
        """;

    private const string Get = "SELECT client, info FROM loquat_realtime.presence WHERE channel = $1";

    private const string GetSeveral = "SELECT channel, info FROM loquat_realtime.presence WHERE channel = ANY ($1)";

    private const string Stats = "SELECT count(*), count(DISTINCT user_id) FROM loquat_realtime.presence WHERE channel = $1";

    private readonly PostgresBackplane _backplane;
    private readonly Grouping<PresenceChange> _changes;

    // Who is here. The rows follow it, and are written anew should the database have forgotten them.
    private readonly ConcurrentDictionary<(string Channel, string Client), ClientInfo> _here = new();

    /// <summary>Stands on a backplane, which others may share.</summary>
    public PostgresPresence(PostgresBackplane backplane)
    {
        _backplane = backplane;
        _changes = new Grouping<PresenceChange>(MaxGroup, WriteAsync);
        backplane.Registry.Rejoined = TellAgainAsync;
    }

    /// <inheritdoc/>
    public async ValueTask AddAsync(string channel, ClientInfo info, CancellationToken cancellationToken)
    {
        _here[(channel, info.Client)] = info;
        await ChangeAsync(channel, info.Client, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(string channel, string client, CancellationToken cancellationToken)
    {
        _here.TryRemove((channel, client), out _);
        await ChangeAsync(channel, client, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, ClientInfo>> GetAsync(string channel, CancellationToken cancellationToken)
    {
        await using var command = _backplane.Source.CommandOf(Get, Parameters.Of(channel));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var clients = new Dictionary<string, ClientInfo>();
        while (await reader.ReadAsync(cancellationToken))
            clients[reader.GetString(0)] = new WireReader(reader.GetFieldValue<byte[]>(1)).Info();
        return clients;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, IReadOnlyList<ClientInfo>>> GetAsync(
        IReadOnlyCollection<string> channels, CancellationToken cancellationToken)
    {
        await using var command = _backplane.Source.CommandOf(GetSeveral, Parameters.OfTexts(channels));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<(string Channel, ClientInfo Info)>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add((reader.GetString(0), new WireReader(reader.GetFieldValue<byte[]>(1)).Info()));
        return found.GroupBy(one => one.Channel, one => one.Info).ToDictionary(one => one.Key, IReadOnlyList<ClientInfo> (one) => [.. one]);
    }

    /// <inheritdoc/>
    public async ValueTask<PresenceStats> StatsAsync(string channel, CancellationToken cancellationToken)
    {
        await using var command = _backplane.Source.CommandOf(Stats, Parameters.Of(channel));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new PresenceStats((uint)reader.GetInt64(0), (uint)reader.GetInt64(1));
    }

    private Task ChangeAsync(string channel, string client, CancellationToken cancellationToken)
    {
        var change = new PresenceChange(channel, client);
        _changes.Add(change);
        return change.Done.Task.WaitAsync(cancellationToken);
    }

    private async Task WriteAsync(IReadOnlyList<PresenceChange> group)
    {
        try
        {
            await WriteOrJoinAsync([.. group.Select(change => (change.Channel, change.Client)).Distinct()]);
            foreach (var change in group)
                change.Done.SetResult();
        }
        catch (Exception e)
        {
            foreach (var change in group)
                change.Done.SetException(e);
        }
    }

    private async Task WriteOrJoinAsync(IReadOnlyCollection<(string Channel, string Client)> places)
    {
        try
        {
            await WriteOnceAsync(places);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            // The others, or the database, took this node for dead.
            await _backplane.Registry.JoinAsync(_backplane.Stopping);
            await WriteOnceAsync([.. places.Union(_here.Keys)]);
        }
    }

    /// <summary>Brings the rows of these places to what holds now: the last word counts, whatever was asked in between.</summary>
    private async Task WriteOnceAsync(IReadOnlyCollection<(string Channel, string Client)> places)
    {
        var gone = new List<(string Channel, string Client)>();
        var came = new List<(string Channel, ClientInfo Info)>();
        foreach (var place in places)
        {
            if (_here.TryGetValue(place, out var info))
                came.Add((place.Channel, info));
            else
                gone.Add(place);
        }

        await using var batch = _backplane.Source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Sender.DoNotWait));
        batch.BatchCommands.Add(Parameters.Command(
            Delete, Parameters.OfTexts(gone.Select(place => place.Channel)), Parameters.OfTexts(gone.Select(place => place.Client))));
        batch.BatchCommands.Add(Parameters.Command(
            Insert,
            Parameters.Of(_backplane.NodeId),
            Parameters.OfTexts(came.Select(one => one.Channel)),
            Parameters.OfTexts(came.Select(one => one.Info.Client)),
            // Only counted: who it is stands in the other column.
            Parameters.OfTexts(came.Select(one => StoredText.Of(one.Info.User))),
            Parameters.OfBytes(came.Select(one => new WireWriter().Info(one.Info).ToArray()))));
        await batch.ExecuteNonQueryAsync();
    }

    private Task TellAgainAsync() => Task.WhenAll(_here.Keys.Select(place => ChangeAsync(place.Channel, place.Client, CancellationToken.None)));

    /// <summary>Somebody came or left, and whoever waits for the others to see it.</summary>
    private sealed record PresenceChange(string Channel, string Client)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
