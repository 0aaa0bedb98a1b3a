using System.Globalization;
using Loquat.Chat;
using Loquat.Chat.Log;
using Loquat.Protocol;
using Loquat.Realtime;

namespace Loquat.Server.Embedded;

/// <summary>Announces through the engine in this process.</summary>
internal sealed class EmbeddedAnnouncer(Engine engine, ILogger<EmbeddedAnnouncer> logger) : IAnnouncer
{
    /// <summary>Terminal: an SDK does not come back with a token that has been revoked.</summary>
    public static readonly Disconnect SignedOut = new(4501, "signed out");

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

    public async ValueTask AdmitAsync(string channel, long userId, CancellationToken cancellationToken) => await engine.SubscribeAsync(
        NameOf(userId), channel, where: session => session.State is SessionState { FollowsThreads: true }, cancellationToken: cancellationToken);

    public async ValueTask ExpelAsync(string channel, long userId, CancellationToken cancellationToken) =>
        await engine.UnsubscribeAsync(NameOf(userId), channel, cancellationToken: cancellationToken);

    public ValueTask DisconnectAsync(long userId, long tokenId, CancellationToken cancellationToken)
    {
        engine.Disconnect(NameOf(userId), SignedOut, session => session.State is SessionState state && state.Caller.TokenId == tokenId);
        return ValueTask.CompletedTask;
    }

    private static string NameOf(long userId) => userId.ToString(CultureInfo.InvariantCulture);
}
