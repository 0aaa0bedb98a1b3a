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
}

/// <param name="Publications">Ascending by offset.</param>
/// <param name="Top">The log's newest position at the time of reading; its epoch names the log.</param>
public sealed record LogPage(IReadOnlyList<Publication> Publications, StreamPosition Top);
