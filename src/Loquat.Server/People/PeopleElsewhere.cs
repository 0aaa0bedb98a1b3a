using System.Globalization;
using Loquat.Protocol;
using Loquat.Realtime;

namespace Loquat.Server.People;

/// <summary>
/// Who is connected to other nodes. Each node tells the others who is here in the engine's presence, a row for each person and not for each connection,
/// and what a killed node has told is gone with it. A node that is alone tells nobody.
/// </summary>
internal sealed class PeopleElsewhere(Engine engine, IPresence presence, INodes nodes)
{
    private static readonly ReadOnlyMemory<byte> IdleMark = "{\"idle\":true}"u8.ToArray();

    // What the others have been told, as far as they were there to hear it.
    private readonly Dictionary<long, Presence> _told = [];

    private bool IsAlone => nodes.Others.Count == 0;

    public async Task TellAsync(IReadOnlyDictionary<long, Presence> people, CancellationToken cancellationToken)
    {
        if (IsAlone)
            return;

        var changes = people.Where(one => _told.GetValueOrDefault(one.Key) != one.Value)
            .Concat(_told.Keys.Where(known => !people.ContainsKey(known)).Select(gone => KeyValuePair.Create(gone, Presence.Offline)))
            .ToList();
        await Task.WhenAll(changes.Select(change => TellAsync(change.Key, change.Value, cancellationToken)));
        foreach (var (userId, now) in changes)
        {
            if (now == Presence.Offline)
                _told.Remove(userId);
            else
                _told[userId] = now;
        }
    }

    public async Task<IReadOnlyDictionary<long, Presence>> OfAsync(IReadOnlyCollection<long> userIds, CancellationToken cancellationToken)
    {
        if (IsAlone || userIds.Count == 0)
            return new Dictionary<long, Presence>();

        var rows = await presence.GetAsync([.. userIds.Select(PlaceOf)], cancellationToken);
        return userIds.Where(userId => rows.ContainsKey(PlaceOf(userId))).ToDictionary(
            userId => userId,
            userId => rows[PlaceOf(userId)].Where(row => row.Client != engine.NodeId).Select(Read).DefaultIfEmpty().Max());
    }

    private Task TellAsync(long userId, Presence now, CancellationToken cancellationToken) => now == Presence.Offline
        ? presence.RemoveAsync(PlaceOf(userId), engine.NodeId, cancellationToken).AsTask()
        : presence.AddAsync(PlaceOf(userId), InfoOf(userId, now), cancellationToken).AsTask();

    private ClientInfo InfoOf(long userId, Presence now) => new(userId.ToString(CultureInfo.InvariantCulture), engine.NodeId)
    {
        ChanInfo = now == Presence.Idle ? IdleMark : default,
    };

    private static Presence Read(ClientInfo row) => row.ChanInfo.IsEmpty ? Presence.Online : Presence.Idle;

    /// <summary>No channel: nobody subscribes to it.</summary>
    private static string PlaceOf(long userId) => string.Create(CultureInfo.InvariantCulture, $"person:{userId}");
}
