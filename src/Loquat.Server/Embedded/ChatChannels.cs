using Loquat.Realtime;

namespace Loquat.Server.Embedded;

/// <summary>What kinds of channels the chat has. Nobody publishes into any of them but the server.</summary>
internal static class ChatChannels
{
    /// <summary>Room for every thread of the connect answer, and for as many again that a client opens itself.</summary>
    private const int ChannelLimit = 512;

    /// <summary>More than anybody has pages open, with those that are gone and not yet known to be: one person must not hold every connection there is.</summary>
    private const int UserConnectionLimit = 200;

    /// <summary>Places that are left to what a client subscribes to by itself.</summary>
    private const int OwnChoices = 64;

    /// <summary>
    /// Whether one more thread may come to a connection unasked. To others it is told that there is one, and it is theirs to open: nobody may be thrown out by
    /// whoever makes enough rooms.
    /// </summary>
    public static bool HasRoom(Session session) => session.ChannelsLeft > OwnChoices;

    public static RealtimeOptions Define(RealtimeOptions realtime)
    {
        realtime.ChannelLimit = ChannelLimit;
        realtime.UserConnectionLimit = UserConnectionLimit;
        // A page that is closed somewhere else makes room for one that is open.
        realtime.UserConnectionLimitIsFinal = false;
        realtime.Namespaces["thread"] = new ChannelOptions { ForcePositioning = true, ForceRecovery = true };
        realtime.Namespaces["user"] = new ChannelOptions();
        realtime.Namespaces[TypingChannel.Namespace] = new ChannelOptions();
        return realtime;
    }
}
