using Loquat.Chat;
using Loquat.Chat.Log;

namespace Loquat.Faults.Databases;

/// <summary>For work on the chat while no client is there to be told of it.</summary>
internal sealed class NobodyListens : IAnnouncer
{
    public ValueTask AnnounceAsync(string channel, ReadOnlyMemory<byte> data, LogPosition? position, CancellationToken cancellationToken) => default;

    public ValueTask AdmitAsync(string channel, long userId, CancellationToken cancellationToken) => default;

    public ValueTask ExpelAsync(string channel, long userId, CancellationToken cancellationToken) => default;

    public ValueTask DisconnectAsync(long userId, long tokenId, CancellationToken cancellationToken) => default;
}
