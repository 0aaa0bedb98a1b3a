namespace Loquat.Realtime.AspNetCore.Handlers;

/// <summary>The channels a handler is for: one name, or with a star at the end all names that begin so.</summary>
internal static class ChannelPattern
{
    public static Func<string, bool> Parse(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
            return channel => channel == pattern;
        if (star != pattern.Length - 1)
            throw new ArgumentException($"A star may only end the channel pattern '{pattern}'.", nameof(pattern));

        var prefix = pattern[..star];
        return channel => channel.StartsWith(prefix, StringComparison.Ordinal);
    }
}
