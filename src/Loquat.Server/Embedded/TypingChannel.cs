using System.Globalization;
using Loquat.Chat.Threads;

namespace Loquat.Server.Embedded;

/// <summary>The channel of who is typing in a thread: `typing:{id}`, for those who look at it.</summary>
internal static class TypingChannel
{
    public const string Namespace = "typing";

    private const string Prefix = Namespace + ":";

    public static bool IsTyping(string channel) => channel.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>False for names that no thread can have.</summary>
    public static bool TryParse(string channel, out long threadId)
    {
        threadId = 0;
        return IsTyping(channel)
            && long.TryParse(channel.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out threadId)
            && channel == Typing.ChannelOf(threadId);
    }
}
