using System.Globalization;
using System.Text.Json;
using Loquat.Chat.Branches;
using Loquat.Chat.Threads;
using Loquat.Realtime;
using Loquat.Server.Hosting;

namespace Loquat.Server.Embedded;

/// <summary>The live connections of people who come into a private thread, or leave it, on every node.</summary>
internal sealed class MemberSessions(
    Engine engine, Cluster cluster, IServiceScopeFactory scopes, Departures departures, DatabaseOutage outage)
{
    private const string Topic = "thread.member";

    /// <summary>Those who follow all of their user's threads follow this one too.</summary>
    public Task AdmitAsync(string channel, long userId, CancellationToken cancellationToken) =>
        EverywhereAsync(new Passage(channel, userId, IsIn: true), cancellationToken);

    /// <summary>On this node nothing that comes after this reaches the user; on the others as soon as they hear of it.</summary>
    public Task ExpelAsync(string channel, long userId, CancellationToken cancellationToken) =>
        EverywhereAsync(new Passage(channel, userId, IsIn: false), cancellationToken);

    /// <summary>With the thread go what branches off it, and who is typing there.</summary>
    public async Task ExpelHereAsync(string channel, long userId, CancellationToken cancellationToken)
    {
        var user = userId.ToString(CultureInfo.InvariantCulture);
        await engine.UnsubscribeAsync(user, channel, cancellationToken: cancellationToken);
        if (!ThreadChannel.TryParse(channel, out var threadId))
            return;

        // Everybody meant is told, subscribed or not: only of channels that somebody here is in.
        foreach (var other in engine.ListChannels((await OthersOfAsync(threadId, cancellationToken)).Contains).Keys)
            await engine.UnsubscribeAsync(user, other, cancellationToken: cancellationToken);
    }

    public void ListenToOthers() => cluster.Listen(Topic, data =>
        JsonSerializer.Deserialize<Passage>(data.Span) is { } passage ? HereAsync(passage, CancellationToken.None) : Task.CompletedTask);

    private Task EverywhereAsync(Passage passage, CancellationToken cancellationToken)
    {
        cluster.Notify(Topic, JsonSerializer.SerializeToUtf8Bytes(passage));
        return HereAsync(passage, cancellationToken);
    }

    private Task HereAsync(Passage passage, CancellationToken cancellationToken) => passage.IsIn
        ? engine.SubscribeAsync(
            passage.User.ToString(CultureInfo.InvariantCulture),
            passage.Channel,
            where: session => session.State is SessionState { FollowsThreads: true },
            cancellationToken: cancellationToken)
        : ExpelOrRememberAsync(passage, cancellationToken);

    private async Task ExpelOrRememberAsync(Passage passage, CancellationToken cancellationToken)
    {
        try
        {
            await ExpelHereAsync(passage.Channel, passage.User, cancellationToken);
        }
        catch (Exception e) when (DatabaseFailure.Is(e) && ThreadChannel.TryParse(passage.Channel, out var threadId))
        {
            // Which branches there are is asked again until it is answered.
            outage.Note(e);
            departures.Add(new Departure(threadId, passage.User));
        }
    }

    private async Task<HashSet<string>> OthersOfAsync(long threadId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var branches = await scope.ServiceProvider.GetRequiredService<ListBranches>().IdsOfAsync(threadId, cancellationToken);
        return [.. branches.Select(ThreadChannel.Of), .. branches.Append(threadId).Select(Typing.ChannelOf)];
    }

    private sealed record Passage(string Channel, long User, bool IsIn);
}
