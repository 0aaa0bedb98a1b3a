using System.Globalization;

namespace Loquat.Server.Embedded;

/// <summary>The channel of a thread's log: `thread:{id}`.</summary>
internal static class ThreadChannel
{
    private const string Prefix = "thread:";

    public static string Of(long threadId) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{threadId}");

    public static bool IsThread(string channel) => channel.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>False for names that no thread can have. Every thread has one name only: `thread:07` is none.</summary>
    public static bool TryParse(string channel, out long threadId)
    {
        threadId = 0;
        return IsThread(channel)
            && long.TryParse(channel.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out threadId)
            && channel == Of(threadId);
    }
}
