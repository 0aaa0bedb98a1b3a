using System.Globalization;
using System.Text.Json;
using Loquat.Chat.Branches;
using Loquat.Chat.Threads;
using Loquat.Realtime;
using Loquat.Server.Hosting;

namespace Loquat.Server.Embedded;

/// <summary>The live connections of people who come into a private thread, or leave it, on every node.</summary>
internal sealed class MemberSessions(
    Engine engine, Cluster cluster, IServiceScopeFactory scopes, Departures departures, DatabaseOutage outage, TimeProvider time)
{
    private const string Topic = "thread.member";

    /// <summary>Between the reading of its threads and being a session of the engine, a connection does not take so long.</summary>
    private static readonly TimeSpan Arriving = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Queue<(long Number, Passage Passage, long At)> _recent = new();
    private long _passages;

    /// <summary>For <see cref="WelcomeAsync"/>: which passages may be missing from what is read now.</summary>
    public long Passages => Interlocked.Read(ref _passages);

    /// <summary>Those who follow all of their user's threads follow this one too.</summary>
    public Task AdmitAsync(string channel, long userId, CancellationToken cancellationToken) =>
        EverywhereAsync(new Passage(channel, userId, IsIn: true), cancellationToken);

    /// <summary>On this node nothing that comes after this reaches the user; on the others as soon as they hear of it.</summary>
    public Task ExpelAsync(string channel, long userId, CancellationToken cancellationToken) =>
        EverywhereAsync(new Passage(channel, userId, IsIn: false), cancellationToken);

    /// <summary>With the thread go what branches off it, and who is typing there. Throws if the database cannot say what that is.</summary>
    public Task ExpelHereAsync(string channel, long userId, CancellationToken cancellationToken)
    {
        var passage = new Passage(channel, userId, IsIn: false);
        Remember(passage);
        return LetAsync(passage, _ => true, cancellationToken);
    }

    public void ListenToOthers() => cluster.Listen(Topic, data =>
        JsonSerializer.Deserialize<Passage>(data.Span) is { } passage ? HereAsync(passage, CancellationToken.None) : Task.CompletedTask);

    /// <summary>A connection is there: what has happened to its user between the reading of its threads and now happens to it.</summary>
    public async Task WelcomeAsync(IConnection connection, SessionState state, CancellationToken cancellationToken)
    {
        if (Passages == state.Passages)
            return;

        List<Passage> missed;
        lock (_gate)
            missed = [.. _recent.Where(recent => recent.Number > state.Passages && recent.Passage.User == state.Caller.UserId).Select(recent => recent.Passage)];
        foreach (var passage in missed)
            await LetInTimeAsync(passage, session => session.Id == connection.Id, cancellationToken);
    }

    private Task EverywhereAsync(Passage passage, CancellationToken cancellationToken)
    {
        cluster.Notify(Topic, JsonSerializer.SerializeToUtf8Bytes(passage));
        return HereAsync(passage, cancellationToken);
    }

    private Task HereAsync(Passage passage, CancellationToken cancellationToken)
    {
        // Before anybody is looked for: who is not there yet finds it on arriving.
        Remember(passage);
        return LetInTimeAsync(passage, session => !passage.IsIn || session.State is SessionState { FollowsThreads: true }, cancellationToken);
    }

    private async Task LetInTimeAsync(Passage passage, Func<Session, bool> where, CancellationToken cancellationToken)
    {
        try
        {
            await LetAsync(passage, where, cancellationToken);
        }
        catch (Exception e) when (DatabaseFailure.Is(e) && ThreadChannel.TryParse(passage.Channel, out var threadId))
        {
            // Which branches there are is asked again until it is answered.
            outage.Note(e);
            departures.Add(new Departure(threadId, passage.User));
        }
    }

    private async Task LetAsync(Passage passage, Func<Session, bool> where, CancellationToken cancellationToken)
    {
        var user = passage.User.ToString(CultureInfo.InvariantCulture);
        if (passage.IsIn)
        {
            var isAnybodyIn = false;
            await engine.SubscribeAsync(user, passage.Channel, where: MayEnter, cancellationToken: cancellationToken);
            // Who leaves a thread leaves its branches, and the news of that come by the thread's own channel: perhaps before the user was let in here.
            if (isAnybodyIn && ThreadChannel.TryParse(passage.Channel, out var entered))
                departures.Add(new Departure(entered, passage.User));
            return;

            bool MayEnter(Session session) => where(session) && ChatChannels.HasRoom(session) && (isAnybodyIn = true);
        }

        await engine.UnsubscribeAsync(user, passage.Channel, where, cancellationToken);
        if (!ThreadChannel.TryParse(passage.Channel, out var threadId))
            return;

        // Everybody meant is told, subscribed or not: only of channels that somebody here is in.
        foreach (var other in engine.ListChannels((await OthersOfAsync(threadId, cancellationToken)).Contains).Keys)
            await engine.UnsubscribeAsync(user, other, where, cancellationToken);
    }

    private async Task<HashSet<string>> OthersOfAsync(long threadId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var branches = await scope.ServiceProvider.GetRequiredService<ListBranches>().IdsOfAsync(threadId, cancellationToken);
        return [.. branches.Select(ThreadChannel.Of), .. branches.Append(threadId).Select(Typing.ChannelOf)];
    }

    private void Remember(Passage passage)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            while (_recent.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At, now) > Arriving)
                _recent.Dequeue();
            _recent.Enqueue((_passages + 1, passage, now));
            Interlocked.Increment(ref _passages);
        }
    }

    private sealed record Passage(string Channel, long User, bool IsIn);
}
