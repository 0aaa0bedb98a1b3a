using Loquat.Protocol;
using Loquat.Realtime.Deltas;
using Loquat.Realtime.Tokens;

namespace Loquat.Realtime;

/// <summary>Reads where a subscription starts, and what its client gets to begin with (sections 11.4 and 13).</summary>
internal sealed class StartReader(ChannelHistory history, Node node)
{
    // Each further read only closes the gap that one unlucky delivery has left.
    private const int Readings = 3;

    public Preparation.Ready WithoutPosition(Subscription subscription, SubscribeRequest request) =>
        new(ResultOf(subscription, request), StreamPosition.Start);

    /// <param name="room">Bytes that what a log holds may take of the reply.</param>
    public ValueTask<Preparation> ReadAsync(
        Subscription subscription, ChannelPolicy policy, SubscribeRequest request, int room, CancellationToken cancellationToken)
    {
        if (policy.Log is not null)
            return ReadLogAsync(subscription, policy, request, room, cancellationToken);
        if (policy.Options.RecoveryMode != RecoveryMode.Cache)
            return ReadStreamAsync(subscription, policy, request, cancellationToken);

        var wish = policy.Options.AutoCacheRecover ? request with { Recover = true } : request;
        return wish.Recover && subscription.Grant.Recoverable
            ? ReadCacheAsync(subscription, policy, wish, cancellationToken)
            : ReadStreamAsync(subscription, policy, request, cancellationToken);
    }

    private async ValueTask<Preparation> ReadStreamAsync(
        Subscription subscription, ChannelPolicy policy, SubscribeRequest request, CancellationToken cancellationToken)
    {
        var recovers = request.Recover && subscription.Grant.Recoverable;
        var limit = recovers ? node.Options.RecoveryLimit : 0;
        var read = await history.ReadAfterAsync(subscription.Channel, policy, request.Position.Offset, limit, cancellationToken);
        if (read is null)
            return new Preparation.Refused(ProtocolError.UnknownChannel);

        var arrived = subscription.Place!.TakeArrived(subscription, read, ofLog: false);
        var recovered = recovers && Recovery.IsComplete(request.Position, read.Publications, read.Top);
        var merged = arrived is null ? null : recovered ? Recovery.Merge(request.Position, read.Publications, arrived) : [];
        if (merged is null)
            return new Preparation.Refused(Disconnect.InsufficientState);

        if (recovers)
            node.Metrics.Recovered(recovered);
        return Make(subscription, request, recovers, recovered, merged, Recovery.Latest(read.Top, arrived!));
    }

    /// <summary>
    /// A log has everything: who is of this log recovers, however long they were away. What does not fit into the reply follows it.
    /// </summary>
    private async ValueTask<Preparation> ReadLogAsync(
        Subscription subscription, ChannelPolicy policy, SubscribeRequest request, int room, CancellationToken cancellationToken)
    {
        var (place, since) = (subscription.Place!, request.Position);
        var recovers = request.Recover && subscription.Grant.Recoverable;
        var limit = recovers && room > 0 ? node.Options.RecoveryLimit : 0;
        for (var reading = 0; reading < Readings; reading++)
        {
            var recalled = reading == 0 ? place.Recall(recovers ? since.Offset : 0, limit) : null;
            var read = recalled is not null
                ? new HistoryResult(recalled.Publications, recalled.Top)
                : await history.ReadAfterAsync(subscription.Channel, policy, since.Offset, limit, cancellationToken);
            if (read is null)
                return new Preparation.Refused(ProtocolError.UnknownChannel);

            var arrived = place.TakeArrived(subscription, read, ofLog: true);
            var recovered = recovers && Recovery.IsOfLog(since, read.Publications, read.Top, limit);
            var fitting = recovered ? Recovery.Fitting(read.Publications, room) : [];
            var isBehind = recovered && since.Offset + (ulong)fitting.Count < read.Top.Offset;
            var merged = arrived is null ? null : recovered && !isBehind ? Recovery.Merge(since, fitting, arrived) : fitting;
            // What is missing in between is in the log, which is read again.
            if (merged is null)
                continue;

            if (recovers)
                node.Metrics.Recovered(recovered);
            var end = isBehind ? read.Top with { Offset = since.Offset + (ulong)fitting.Count } : Recovery.Latest(read.Top, arrived!);
            var made = Make(subscription, request, recovers, recovered, merged, end);
            return made is Preparation.Ready ready ? ready with { Log = policy.Log, IsBehind = isBehind } : made;
        }
        return new Preparation.Refused(Disconnect.InsufficientState);
    }

    private async ValueTask<Preparation> ReadCacheAsync(
        Subscription subscription, ChannelPolicy policy, SubscribeRequest request, CancellationToken cancellationToken)
    {
        var filter = subscription.Grant.Filter;
        var limit = filter is null ? 1 : node.Options.RecoveryLimit;
        var (found, _) = await history.ReadAsync(subscription.Channel, policy, new HistoryQuery(limit, Reverse: true), cancellationToken);
        var read = found!;
        var arrived = subscription.Place!.TakeArrived(subscription, read, ofLog: false);
        if (arrived is null)
            return new Preparation.Refused(Disconnect.InsufficientState);

        // What arrived is newer than what was read, or the same.
        var top = Recovery.Latest(read.Top, arrived);
        var newest = arrived.OrderByDescending(publication => publication.Offset).Concat(read.Publications)
            .FirstOrDefault(publication => filter is null || filter.Matches(publication.Tags));
        var isThere = top.Offset > 0 && request.Position == top;
        var recovered = isThere || newest is not null;
        node.Metrics.Recovered(recovered);
        return Make(subscription, request, recovers: true, recovered, isThere || newest is null ? [] : [newest], top);
    }

    private Preparation Make(
        Subscription subscription, SubscribeRequest request, bool recovers, bool recovered, IReadOnlyList<Publication> publications,
        StreamPosition latest)
    {
        if (recovers && !recovered && (request.Flag & 2) != 0)
            return new Preparation.Refused(ProtocolError.UnrecoverablePosition);
        if (subscription.Grant.Filter is { } filter)
            publications = [.. publications.Where(publication => filter.Matches(publication.Tags))];
        if (!subscription.Session.CanBeSent(publications))
            return new Preparation.Refused(Disconnect.InappropriateProtocol);

        var result = ResultOf(subscription, request) with
        {
            Recovered = recovered,
            Publications = subscription.Grant.Delta ? DeltaForm.Recovered(publications, subscription.Session.Encoding) : publications,
            // Who dies amid the publications comes back to where they began, not to where they end.
            Position = recovered ? latest with { Offset = request.Position.Offset } : latest,
        };
        return new Preparation.Ready(result, latest, publications.Count > 0 ? publications[^1] : null);
    }

    private SubscribeResult ResultOf(Subscription subscription, SubscribeRequest request) => new()
    {
        Expires = subscription.Grant is { RefreshByClient: true, ExpireAt: not null },
        Ttl = subscription.Grant.RefreshByClient ? Lifetime.SecondsUntil(subscription.ExpireAt, node.Time) : 0,
        Recoverable = subscription.Grant.Recoverable,
        Positioned = subscription.Grant.Positioned,
        WasRecovering = request.Recover,
        Data = subscription.Grant.Data,
        Delta = subscription.Grant.Delta,
        Id = subscription.Addressing == Addressing.Number ? subscription.Place!.Number : 0,
    };
}
