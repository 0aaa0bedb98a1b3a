using Loquat.Realtime;

namespace Loquat.Server.Embedded;

/// <summary>What kinds of channels the chat has. Nobody publishes into any of them but the server.</summary>
internal static class ChatChannels
{
    /// <summary>Room for every thread of the connect answer, and for as many again that a client opens itself.</summary>
    private const int ChannelLimit = 512;

    public static RealtimeOptions Define(RealtimeOptions realtime)
    {
        realtime.ChannelLimit = ChannelLimit;
        realtime.Namespaces["thread"] = new ChannelOptions { ForcePositioning = true, ForceRecovery = true };
        realtime.Namespaces["user"] = new ChannelOptions();
        realtime.Namespaces[TypingChannel.Namespace] = new ChannelOptions();
        return realtime;
    }
}
