using System.Globalization;
using System.Text.Json;
using Loquat.Chat.Users;
using Loquat.Protocol;
using Loquat.Realtime;

namespace Loquat.Server.Embedded;

/// <summary>The live connections that were made with one bearer token.</summary>
internal sealed class TokenSessions(Engine engine, IdentityCache identities)
{
    private const string Topic = "token.revoked";

    /// <summary>Terminal: an SDK does not come back with a token that has been revoked.</summary>
    public static readonly Disconnect SignedOut = new(4501, "signed out");

    /// <summary>Ends those of this node, for good.</summary>
    public void End(long userId, long tokenId) => engine.Disconnect(
        userId.ToString(CultureInfo.InvariantCulture), SignedOut, session => session.State is SessionState state && state.Caller.TokenId == tokenId);

    /// <summary>Ends those of this node, and of the others as soon as they hear of it.</summary>
    public void EndEverywhere(Cluster cluster, long userId, long tokenId)
    {
        End(userId, tokenId);
        cluster.Notify(Topic, JsonSerializer.SerializeToUtf8Bytes(new Revoked(userId, tokenId)));
    }

    public void ListenTo(Cluster cluster) => cluster.Listen(Topic, data =>
    {
        if (JsonSerializer.Deserialize<Revoked>(data.Span) is { } revoked)
        {
            identities.Forget();
            End(revoked.User, revoked.Token);
        }
        return Task.CompletedTask;
    });

    private sealed record Revoked(long User, long Token);
}
