using Loquat.Chat.Users;

namespace Loquat.Server.Rpc;

/// <summary>Who is behind a call or a connect, proven by a bearer token.</summary>
/// <param name="TokenId">Names the token, so that what it opened can be closed when it is revoked.</param>
internal sealed record Caller(long UserId, string Username, long TokenId, DateTimeOffset ExpiresAt)
{
    /// <summary>What they may do on this server.</summary>
    public UserRole Role { get; init; }
}
