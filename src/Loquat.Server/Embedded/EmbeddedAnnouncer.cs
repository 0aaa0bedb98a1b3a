using Loquat.Chat;
using Loquat.Chat.Log;
using Loquat.Protocol;
using Loquat.Realtime;

namespace Loquat.Server.Embedded;

/// <summary>Announces through the engine in this process.</summary>
internal sealed class EmbeddedAnnouncer(
    Engine engine, Cluster cluster, TokenSessions tokens, MemberSessions members, ILogger<EmbeddedAnnouncer> logger) : IAnnouncer
{
    public async ValueTask AnnounceAsync(
        string channel, ReadOnlyMemory<byte> data, LogPosition? position, CancellationToken cancellationToken)
    {
        try
        {
            if (position is { } at)
                await engine.DeliverAsync(channel, new Publication(data) { Offset = (ulong)at.Offset }, at.Epoch, cancellationToken);
            else
                await engine.PublishAsync(channel, data, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The message is in the log, and the log is what counts: its readers find it there.
            logger.AnnouncementFailed(e, channel);
        }
    }

    public async ValueTask AdmitAsync(string channel, long userId, CancellationToken cancellationToken) =>
        await members.AdmitAsync(channel, userId, cancellationToken);

    public async ValueTask ExpelAsync(string channel, long userId, CancellationToken cancellationToken) =>
        await members.ExpelAsync(channel, userId, cancellationToken);

    public ValueTask DisconnectAsync(long userId, long tokenId, CancellationToken cancellationToken)
    {
        tokens.EndEverywhere(cluster, userId, tokenId);
        return ValueTask.CompletedTask;
    }
}
