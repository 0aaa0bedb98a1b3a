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
    /// <summary>Between being listed and being a session of the engine lies the answer to the connect command. A stale connection does not live so long.</summary>
    private static readonly TimeSpan Arriving = TimeSpan.FromMinutes(1);

    /// <summary>What was said in a new thread before somebody came to follow it, which takes a moment on another node, follows the news of it.</summary>
    private static readonly SubscribeOptions FromTheBeginning = new() { RecoverSince = new StreamPosition(1, "") };

    private readonly ConcurrentDictionary<long, long> _people = new();
    private readonly Lock _gate = new();
    private readonly Queue<Introduction> _recent = new();
    private long _introductions;

    /// <summary>Lists somebody who is about to read which threads there are.</summary>
    /// <returns>For <see cref="WelcomeAsync"/>: which threads may be missing from what is read now.</returns>
    public long Add(long userId)
    {
        _people[userId] = time.GetTimestamp();
        return Volatile.Read(ref _introductions);
    }

    /// <summary>A connection is there: it gets the threads that were shown between the reading of its threads and now.</summary>
    public async Task WelcomeAsync(IConnection connection, SessionState state, CancellationToken cancellationToken)
    {
        foreach (var channel in ShownSince(state))
            await engine.SubscribeAsync(connection.User, channel, FromTheBeginning, where: session => session.Id == connection.Id && ChatChannels.HasRoom(session), cancellationToken: cancellationToken);
    }

    /// <summary>Makes the live connections of those who see a new thread follow it too.</summary>
    /// <param name="members">Who sees a private thread.</param>
    public async Task FollowAsync(ThreadView thread, IReadOnlyCollection<long> members, CancellationToken cancellationToken)
    {
        var channel = ThreadChannel.Of(thread.Id);
        // Before anybody is looked for: who is not there yet finds it on arriving.
        Remember(channel, thread.Private ? members : null);
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
                return session.State is SessionState { FollowsThreads: true } && ChatChannels.HasRoom(session);
            },
            cancellationToken: cancellationToken);
        return isThere;
    }

    private void Remember(string channel, IReadOnlyCollection<long>? onlyFor)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            while (_recent.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At, now) > Arriving)
                _recent.Dequeue();
            _recent.Enqueue(new Introduction(_introductions + 1, channel, onlyFor, now));
            Volatile.Write(ref _introductions, _introductions + 1);
        }
    }

    private List<string> ShownSince(SessionState state)
    {
        if (Volatile.Read(ref _introductions) == state.Introductions)
            return [];

        lock (_gate)
        {
            return [.. _recent
                .Where(shown => shown.Number > state.Introductions && (shown.OnlyFor?.Contains(state.Caller.UserId) ?? true))
                .Select(shown => shown.Channel)];
        }
    }

    private void Forget(long userId)
    {
        if (_people.TryGetValue(userId, out var since) && time.GetElapsedTime(since) > Arriving)
            _people.TryRemove(new(userId, since));
    }

    /// <summary>A new thread that has been shown to those who were there.</summary>
    private sealed record Introduction(long Number, string Channel, IReadOnlyCollection<long>? OnlyFor, long At);
}
