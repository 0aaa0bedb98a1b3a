using System.Globalization;
using System.Text.Json;
using Loquat.Realtime;

namespace Loquat.Server.Embedded;

/// <summary>The live connections of people who come into a private thread, or leave it, on every node.</summary>
internal sealed class MemberSessions(Engine engine, Cluster cluster)
{
    private const string Topic = "thread.member";

    /// <summary>Those who follow all of their user's threads follow this one too.</summary>
    public Task AdmitAsync(string channel, long userId, CancellationToken cancellationToken) =>
        EverywhereAsync(new Passage(channel, userId, IsIn: true), cancellationToken);

    /// <summary>On this node nothing that comes after this reaches the user; on the others as soon as they hear of it.</summary>
    public Task ExpelAsync(string channel, long userId, CancellationToken cancellationToken) =>
        EverywhereAsync(new Passage(channel, userId, IsIn: false), cancellationToken);

    public Task ExpelHereAsync(string channel, long userId, CancellationToken cancellationToken) =>
        HereAsync(new Passage(channel, userId, IsIn: false), cancellationToken);

    public void ListenToOthers() => cluster.Listen(Topic, data =>
        JsonSerializer.Deserialize<Passage>(data.Span) is { } passage ? HereAsync(passage, CancellationToken.None) : Task.CompletedTask);

    private Task EverywhereAsync(Passage passage, CancellationToken cancellationToken)
    {
        cluster.Notify(Topic, JsonSerializer.SerializeToUtf8Bytes(passage));
        return HereAsync(passage, cancellationToken);
    }

    private Task HereAsync(Passage passage, CancellationToken cancellationToken)
    {
        var user = passage.User.ToString(CultureInfo.InvariantCulture);
        return passage.IsIn
            ? engine.SubscribeAsync(
                user, passage.Channel, where: session => session.State is SessionState { FollowsThreads: true }, cancellationToken: cancellationToken)
            : engine.UnsubscribeAsync(user, passage.Channel, cancellationToken: cancellationToken);
    }

    private sealed record Passage(string Channel, long User, bool IsIn);
}
