using Loquat.Chat.Log;
using Loquat.Protocol;
using Loquat.Realtime;

namespace Loquat.Server.Embedded;

/// <summary>A thread's channel is its log: what a client missed is read from the database, whatever happened to this process since.</summary>
internal sealed class ThreadChannelLog(IServiceScopeFactory scopes, Departures departures) : IChannelLog
{
    public bool Owns(string channel) => ThreadChannel.IsThread(channel);

    public async ValueTask<LogPage?> ReadAsync(string channel, ulong after, int limit, CancellationToken cancellationToken)
    {
        if (!ThreadChannel.TryParse(channel, out var threadId))
            return null;

        await using var scope = scopes.CreateAsyncScope();
        var log = scope.ServiceProvider.GetRequiredService<ReadLog>();
        var page = await log.ExecuteAsync(threadId, (long)Math.Min(after, long.MaxValue), limit, cancellationToken);
        if (page is null)
            return null;

        departures.Look(threadId, page.Events);
        return new LogPage([.. page.Events.Select(Publication)], Position(page.Top));
    }

    public async ValueTask<IReadOnlyDictionary<string, StreamPosition>> ReadTopsAsync(
        IReadOnlyCollection<string> channels, CancellationToken cancellationToken)
    {
        var ids = new List<long>(channels.Count);
        foreach (var channel in channels)
        {
            if (ThreadChannel.TryParse(channel, out var threadId))
                ids.Add(threadId);
        }

        await using var scope = scopes.CreateAsyncScope();
        var tops = await scope.ServiceProvider.GetRequiredService<ReadTops>().ExecuteAsync(ids, cancellationToken);
        return tops.ToDictionary(top => ThreadChannel.Of(top.Key), top => Position(top.Value));
    }

    private static Publication Publication(LoggedEvent logged) => new(logged.Payload) { Offset = (ulong)logged.Offset };

    private static StreamPosition Position(LogPosition position) => new((ulong)position.Offset, position.Epoch);
}
