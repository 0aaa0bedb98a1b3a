using Loquat.Chat.Log;

namespace Loquat.Chat;

/// <summary>
/// Tells the people who are connected. The chat calls it after a commit, in the order of the log; what it cannot deliver is not lost, since
/// whoever comes back reads the log.
/// </summary>
public interface IAnnouncer
{
    /// <summary>
    /// Sends <paramref name="data"/> (JSON) to a channel. Calls for one channel are made one after another. With a position it is an event of
    /// that thread's log and arrives with this offset; without one it is delivered at most once. Failures are the announcer's to log: it does not throw.
    /// </summary>
    ValueTask AnnounceAsync(string channel, ReadOnlyMemory<byte> data, LogPosition? position, CancellationToken cancellationToken);

    /// <summary>Lets the live connections of a user who follow all of their threads follow this one too. In order with what the channel carries.</summary>
    ValueTask AdmitAsync(string channel, long userId, CancellationToken cancellationToken);

    /// <summary>Nothing that comes on the channel after this reaches the user, wherever they are connected. In order with what the channel carries.</summary>
    ValueTask ExpelAsync(string channel, long userId, CancellationToken cancellationToken);

    /// <summary>Ends the live connections that were made with this bearer token, for good.</summary>
    ValueTask DisconnectAsync(long userId, long tokenId, CancellationToken cancellationToken);
}
