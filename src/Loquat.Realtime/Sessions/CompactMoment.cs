namespace Loquat.Realtime;

/// <summary>A moment, or none, in a third of the room that a nullable one takes in every session.</summary>
internal readonly struct CompactMoment(DateTimeOffset? moment)
{
    private readonly long _utcTicks = moment?.UtcTicks ?? 0;

    public DateTimeOffset? Value => _utcTicks == 0 ? null : new DateTimeOffset(_utcTicks, TimeSpan.Zero);
}
