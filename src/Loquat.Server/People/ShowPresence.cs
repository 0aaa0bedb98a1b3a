using Loquat.Chat.Users;

namespace Loquat.Server.People;

/// <summary>Whether these people are here, on whatever node, and when those were last seen who are not.</summary>
internal sealed class ShowPresence(PeopleHere here, PeopleElsewhere elsewhere, LastSeen lastSeen)
{
    /// <summary>In the order of the ids; without those that are nobody's.</summary>
    public async Task<IReadOnlyList<PersonPresence>> ExecuteAsync(IReadOnlyCollection<long> userIds, CancellationToken cancellationToken)
    {
        var known = userIds.Distinct().Order().ToDictionary(userId => userId, here.Of);
        var others = await elsewhere.OfAsync([.. known.Where(one => one.Value < Presence.Online).Select(one => one.Key)], cancellationToken);
        foreach (var (userId, presence) in others)
        {
            if (known[userId] < presence)
                known[userId] = presence;
        }

        long[] absent = [.. known.Where(one => one.Value == Presence.Offline).Select(one => one.Key)];
        var seen = absent.Length == 0 ? null : await lastSeen.OfAsync(absent, cancellationToken);
        return
        [
            .. known
                .Where(one => one.Value != Presence.Offline || seen!.ContainsKey(one.Key))
                .Select(one => new PersonPresence(one.Key, one.Value) { LastSeen = one.Value == Presence.Offline ? seen![one.Key] : null }),
        ];
    }
}
