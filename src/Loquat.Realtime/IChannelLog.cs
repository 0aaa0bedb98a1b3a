using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>
/// Channels whose history lives elsewhere, for example in a database. The engine reads it to recover a client and to fill gaps;
/// it never writes it. Whoever owns the log tells the engine of new publications by <see cref="Engine.DeliverAsync"/>.
/// </summary>
public interface IChannelLog
{
    /// <summary>True if this log keeps the channel. Must be cheap and must not change for a channel while the process lives.</summary>
    bool Owns(string channel);

    /// <summary>
    /// One consistent read: up to <paramref name="limit"/> publications with offsets above <paramref name="after"/>, ascending and without
    /// gaps, and the top of the log. Null if the channel does not exist. <paramref name="limit"/> 0 asks for the top alone.
    /// </summary>
    ValueTask<LogPage?> ReadAsync(string channel, ulong after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// The tops of many channels at once; those that do not exist are left out. Asked every few seconds where several nodes write the log, for
    /// all channels with subscribers: worth one query instead of one for each.
    /// </summary>
    async ValueTask<IReadOnlyDictionary<string, StreamPosition>> ReadTopsAsync(IReadOnlyCollection<string> channels, CancellationToken cancellationToken)
    {
        var tops = new Dictionary<string, StreamPosition>(channels.Count);
        foreach (var channel in channels)
        {
            if (await ReadAsync(channel, 0, 0, cancellationToken) is { } page)
                tops[channel] = page.Top;
        }
        return tops;
    }
}

/// <param name="Publications">Ascending by offset.</param>
/// <param name="Top">The log's newest position at the time of reading; its epoch names the log.</param>
public sealed record LogPage(IReadOnlyList<Publication> Publications, StreamPosition Top);
