using System.Globalization;
using Loquat.Realtime;
using Loquat.Server.Embedded;

namespace Loquat.Server.People;

/// <summary>Who is connected to this node, asked of the connections themselves: coming and going costs nothing.</summary>
internal sealed class PeopleHere(Engine engine)
{
    public Presence Of(long userId) =>
        engine.Users.ConnectionsOf(userId.ToString(CultureInfo.InvariantCulture)).Select(Of).DefaultIfEmpty().Max();

    /// <summary>Everybody, and the sign-ins that they are here with.</summary>
    public void Look(List<Session> room, Dictionary<long, Presence> people, HashSet<long> tokens)
    {
        room.Clear();
        engine.Users.AddConnectionsTo(room);
        foreach (var session in room)
        {
            if (Of(session) is var presence and not Presence.Offline && session.State is SessionState { Caller: var caller })
            {
                tokens.Add(caller.TokenId);
                if (people.GetValueOrDefault(caller.UserId) < presence)
                    people[caller.UserId] = presence;
            }
        }
        room.Clear();
    }

    private static Presence Of(Session session) => session switch
    {
        { IsConnected: true, State: SessionState { IsIdle: true } } => Presence.Idle,
        { IsConnected: true, State: SessionState } => Presence.Online,
        _ => Presence.Offline,
    };
}
