namespace Loquat.Realtime.Tokens;

/// <summary>What a subscription token says. Whether it is for the one who shows it, <see cref="IsFor"/> tells.</summary>
/// <param name="User">Must be the connection's user.</param>
/// <param name="Channel">Must be the channel asked for. Never empty.</param>
/// <param name="Client">Must be the connection's id, unless it is empty.</param>
/// <param name="Options">Info, data, overrides, and when the subscription ends, which may be past (error 110).</param>
internal sealed record SubscriptionToken(string User, string Channel, string Client, SubscribeOptions Options)
{
    public bool IsFor(IConnection connection, string channel) =>
        Channel == channel && User == connection.User && (Client.Length == 0 || Client == connection.Id);
}
