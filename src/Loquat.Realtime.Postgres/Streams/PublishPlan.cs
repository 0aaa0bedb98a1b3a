using Loquat.Protocol;

namespace Loquat.Realtime.Postgres.Streams;

/// <summary>What becomes of a group of publications, decided while the rows of their streams are locked.</summary>
internal sealed class PublishPlan
{
    private static readonly TimeSpan IdempotencyTime = TimeSpan.FromMinutes(5);

    private readonly IReadOnlyDictionary<string, StreamRow> _rows;
    private readonly Dictionary<(string Channel, string Key), StreamPosition> _results;
    private readonly long _now;

    public PublishPlan(
        IReadOnlyList<PendingPublication> group, IReadOnlyDictionary<string, StreamRow> rows,
        Dictionary<(string Channel, string Key), StreamPosition> results, long now)
    {
        (_rows, _results, _now) = (rows, results, now);
        foreach (var row in rows.Values)
            row.Refresh(now);
        Outcomes = [.. group.Select(Decide)];
    }

    /// <summary>One for each of the group, in its order.</summary>
    public IReadOnlyList<PublishOutcome> Outcomes { get; }

    public IEnumerable<PublishOutcome> Stored => Outcomes.Where(outcome => outcome.Published?.Offset > 0);

    public long ResultsForgottenAt => _now + (long)IdempotencyTime.TotalMilliseconds;

    private PublishOutcome Decide(PendingPublication pending)
    {
        var key = (pending.Channel, pending.Options.IdempotencyKey);
        if (key.IdempotencyKey.Length > 0 && _results.TryGetValue(key, out var known))
            return new PublishOutcome(pending, known, null, IsNewResult: false);

        var row = _rows[pending.Channel];
        var published = Publish(row, pending);
        var result = published is { Offset: 0 } ? StreamPosition.Start : row.Position;
        row.Touch(pending.Retention, _now);
        if (key.IdempotencyKey.Length == 0)
            return new PublishOutcome(pending, result, published, IsNewResult: false);

        row.KeepUntil(ResultsForgottenAt);
        _results.Add(key, result);
        return new PublishOutcome(pending, result, published, IsNewResult: true);
    }

    /// <summary>Null if it is not newer than what was published before.</summary>
    private Publication? Publish(StreamRow row, PendingPublication pending)
    {
        if (pending.Options.Version > 0 && !row.TryTakeVersion(pending.Options.Version, pending.Options.VersionEpoch))
            return null;

        return pending.Stores ? row.Append(pending.Publication, pending.Retention, _now) : pending.Publication;
    }
}
