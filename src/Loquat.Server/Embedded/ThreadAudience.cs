using System.Collections.Concurrent;
using System.Globalization;
using Loquat.Chat.Threads;
using Loquat.Protocol;
using Loquat.Realtime;

namespace Loquat.Server.Embedded;

/// <summary>
/// The people on this node who asked at connect for every thread they see. A name stays listed for a while after its last connection has
/// gone; it is dropped when a thread is to be shown and nobody is there.
/// </summary>
internal sealed class ThreadAudience(Engine engine, TimeProvider time)
{
    /// <summary>Between being listed and being a session of the engine lies the answer to the connect command.</summary>
    private static readonly TimeSpan Arriving = TimeSpan.FromMinutes(1);

    /// <summary>What was said in a new thread before somebody came to follow it, which takes a moment on another node, follows the news of it.</summary>
    private static readonly SubscribeOptions FromTheBeginning = new() { RecoverSince = new StreamPosition(1, "") };

    private readonly ConcurrentDictionary<long, DateTimeOffset> _people = new();

    public void Add(long userId) => _people[userId] = time.GetUtcNow();

    /// <summary>Makes the live connections of those who see a new thread follow it too.</summary>
    /// <param name="members">Who sees a private thread.</param>
    public async Task FollowAsync(ThreadView thread, IReadOnlyCollection<long> members, CancellationToken cancellationToken)
    {
        var channel = ThreadChannel.Of(thread.Id);
        var audience = thread.Private ? members : _people.Keys.ToArray();
        foreach (var userId in audience)
        {
            if (!await FollowAsync(userId, channel, cancellationToken))
                Forget(userId);
        }
    }

    /// <summary>False if nobody is there.</summary>
    private async Task<bool> FollowAsync(long userId, string channel, CancellationToken cancellationToken)
    {
        var isThere = false;
        await engine.SubscribeAsync(
            userId.ToString(CultureInfo.InvariantCulture),
            channel,
            FromTheBeginning,
            where: session =>
            {
                isThere = true;
                return session.State is SessionState { FollowsThreads: true };
            },
            cancellationToken: cancellationToken);
        return isThere;
    }

    private void Forget(long userId)
    {
        if (_people.TryGetValue(userId, out var since) && since + Arriving < time.GetUtcNow())
            _people.TryRemove(new(userId, since));
    }
}
