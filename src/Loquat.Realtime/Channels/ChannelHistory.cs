using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Reads what a channel carried before: from the log that owns it, or from the broker.</summary>
internal sealed class ChannelHistory(IBroker broker, SharedReads logs)
{
    /// <summary>The part that a query asks for, or why there is none (section 20).</summary>
    public async ValueTask<(HistoryResult? Result, ProtocolError? Refusal)> ReadAsync(
        string channel, ChannelPolicy policy, HistoryQuery query, CancellationToken cancellationToken)
    {
        if (policy.Log is { } log)
            return await ReadAsync(log, channel, query, cancellationToken);

        var result = await broker.HistoryAsync(channel, query, policy.Retention, cancellationToken);
        return result is null ? (null, ProtocolError.UnrecoverablePosition) : (result, null);
    }

    /// <summary>
    /// Up to <paramref name="limit"/> publications after an offset, whatever the epoch, and the top. Null if the channel does not exist.
    /// </summary>
    public async ValueTask<HistoryResult?> ReadAfterAsync(
        string channel, ChannelPolicy policy, ulong offset, int limit, CancellationToken cancellationToken)
    {
        if (policy.Log is { } log)
        {
            var page = await logs.ReadAsync(log, channel, offset, limit, cancellationToken);
            return page is null ? null : new HistoryResult(page.Publications, page.Top);
        }

        var query = new HistoryQuery(limit, new StreamPosition(offset, ""));
        return await broker.HistoryAsync(channel, query, policy.Retention, cancellationToken);
    }

    /// <summary>Reads a log's page. The first publication of a log names its epoch, as everywhere.</summary>
    public static async ValueTask<LogPage?> ReadAsync(
        IChannelLog log, string channel, ulong after, int limit, CancellationToken cancellationToken)
    {
        var page = await log.ReadAsync(channel, after, limit, cancellationToken);
        return page?.Publications is [{ Offset: 1 } first, ..]
            ? page with { Publications = [first with { Epoch = page.Top.Epoch }, .. page.Publications.Skip(1)] }
            : page;
    }

    private static async ValueTask<(HistoryResult? Result, ProtocolError? Refusal)> ReadAsync(
        IChannelLog log, string channel, HistoryQuery query, CancellationToken cancellationToken)
    {
        var limit = query.Limit < 0 ? int.MaxValue : query.Limit;
        var after = query.Since?.Offset ?? 0;
        if (query.Reverse)
        {
            if (await log.ReadAsync(channel, 0, 0, cancellationToken) is not { } top)
                return (null, ProtocolError.UnknownChannel);

            // Offsets have no gaps: where the page begins can be counted.
            var last = query.Since is { } since ? Math.Min(top.Top.Offset, since.Offset - 1) : top.Top.Offset;
            after = last > (ulong)limit ? last - (ulong)limit : 0;
            limit = (int)(last - after);
        }

        if (await ReadAsync(log, channel, after, limit, cancellationToken) is not { } page)
            return (null, ProtocolError.UnknownChannel);
        if (query.Since is { Epoch.Length: > 0 } asked && asked.Epoch != page.Top.Epoch)
            return (null, ProtocolError.UnrecoverablePosition);

        return (new HistoryResult(query.Reverse ? [.. page.Publications.Reverse()] : page.Publications, page.Top), null);
    }
}
