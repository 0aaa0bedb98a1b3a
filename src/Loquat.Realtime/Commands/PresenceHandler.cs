using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Answers presence and presence_stats (sections 16 and 23.3).</summary>
internal sealed class PresenceHandler(ChannelRules rules, IPresence presence)
{
    public async ValueTask<Outcome> HandleAsync(Session session, Command.Presence command, CancellationToken cancellationToken)
    {
        if (Refuse(session, command.Channel) is { } error)
            return error;

        return new Reply.Presence(command.Id, await presence.GetAsync(command.Channel, cancellationToken));
    }

    public async ValueTask<Outcome> HandleAsync(Session session, Command.PresenceStats command, CancellationToken cancellationToken)
    {
        if (Refuse(session, command.Channel) is { } error)
            return error;

        var stats = await presence.StatsAsync(command.Channel, cancellationToken);
        return new Reply.PresenceStats(command.Id, stats.Clients, stats.Users);
    }

    private ProtocolError? Refuse(Session session, string channel)
    {
        if (rules.ResolveForClient(channel, out var policy) is { } error)
            return error;
        if (!policy.Options.Presence)
            return ProtocolError.NotAvailable;

        return policy.AllowsPresence(session.User, session.Subscriptions.IsLive(channel)) ? null : ProtocolError.PermissionDenied;
    }
}
