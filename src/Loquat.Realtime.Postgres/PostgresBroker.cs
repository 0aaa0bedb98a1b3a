using Loquat.Protocol;
using Loquat.Realtime.Postgres.Streams;
using Loquat.Realtime.Postgres.Wire;

namespace Loquat.Realtime.Postgres;

/// <summary>
/// The broker of several nodes on one PostgreSQL. Streams live in the database: numbered under their row's lock, announced by their positions, read by
/// the nodes that have subscribers. What is not stored travels inside the notifications, at most once.
/// </summary>
/// <remarks>
/// TTLs are counted by the clocks of the nodes, which should agree to within a fraction of them.
/// </remarks>
public sealed class PostgresBroker : IBroker
{
    private readonly PostgresBackplane _backplane;
    private readonly StreamHistory _reader;
    private readonly StreamDelivery _delivery;
    private readonly Grouping<PendingPublication> _publishing;

    /// <summary>Stands on a backplane, which others may share.</summary>
    public PostgresBroker(PostgresBackplane backplane)
    {
        _backplane = backplane;
        _reader = new StreamHistory(backplane);
        _delivery = new StreamDelivery(_reader, backplane);
        _publishing = new Grouping<PendingPublication>(GroupPublish.MaxGroup, new GroupPublish(backplane, Deliver).WriteAsync);
        backplane.OnReconnect(() => SweepAsync(backplane.Stopping));
    }

    /// <inheritdoc/>
    public bool Takes(string name) => StoredText.Takes(name);

    /// <inheritdoc/>
    public void Attach(IBrokerSink sink)
    {
        _delivery.Attach(sink);
        _backplane.OnItem(Receive);
    }

    /// <inheritdoc/>
    public async ValueTask<StreamPosition> PublishAsync(
        string channel, Publication publication, Retention retention, PublishOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // One that the database does not take would fail with all that are stored together with it.
        if (!Takes(channel) || !Takes(options.IdempotencyKey) || !Takes(options.VersionEpoch))
            throw new ArgumentException("A channel, an idempotency key and a version's epoch are text without NUL in PostgreSQL.", nameof(channel));

        var pending = new PendingPublication(channel, publication, retention, options);
        if (!pending.Stores && options.IdempotencyKey.Length == 0 && options.Version == 0)
        {
            DeliverEverywhere(channel, publication, options.Delta);
            return StreamPosition.Start;
        }

        _publishing.Add(pending);
        return await pending.Position.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask JoinAsync(string channel, ClientInfo info, CancellationToken cancellationToken)
    {
        _delivery.Sink.OnJoin(channel, info);
        _backplane.Send(new Item.Joined(channel, info));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask LeaveAsync(string channel, ClientInfo info, CancellationToken cancellationToken)
    {
        _delivery.Sink.OnLeave(channel, info);
        _backplane.Send(new Item.Left(channel, info));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<HistoryResult?> HistoryAsync(
        string channel, HistoryQuery query, Retention retention, CancellationToken cancellationToken)
    {
        var read = await _reader.ReadAsync(channel, query, retention, cancellationToken);
        _delivery.StartAt(channel, read.Top);
        return query.Since is { Epoch.Length: > 0 } since && since.Epoch != read.Top.Epoch ? null : read;
    }

    /// <inheritdoc/>
    public async ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken) =>
        await _reader.ClearAsync(channel, cancellationToken);

    /// <summary>
    /// Looks for publications of other nodes that no notification told of: one query for the tops of all streams with subscribers here.
    /// </summary>
    public Task SweepAsync(CancellationToken cancellationToken) => _delivery.SweepAsync(cancellationToken);

    private void Deliver(PublishOutcome outcome)
    {
        if (outcome.Published is { Offset: > 0 } stored)
            _delivery.Deliver(outcome.Pending.Channel, stored, outcome.Result.Epoch, outcome.Pending.Options.Delta);
        else if (outcome.Published is { } unstored)
            DeliverEverywhere(outcome.Pending.Channel, unstored, outcome.Pending.Options.Delta);
    }

    private void DeliverEverywhere(string channel, Publication publication, bool delta)
    {
        _delivery.Sink.OnPublication(channel, publication, "", delta);
        _backplane.Send(new Item.Published(channel, publication, delta));
    }

    private void Receive(Item item)
    {
        switch (item)
        {
            case Item.Published it:
                _delivery.Sink.OnPublication(it.Channel, it.Publication, "", it.Delta);
                break;
            case Item.Joined it:
                _delivery.Sink.OnJoin(it.Channel, it.Info);
                break;
            case Item.Left it:
                _delivery.Sink.OnLeave(it.Channel, it.Info);
                break;
            case Item.Grown it:
                _delivery.Wake(it.Channel, it.First, it.Last, it.Epoch);
                break;
        }
    }
}
