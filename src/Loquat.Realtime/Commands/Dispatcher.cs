using System.Diagnostics;
using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>The one place where a command finds its handler.</summary>
internal sealed class Dispatcher(
    ConnectHandler connect, SubscribeHandler subscribe, UnsubscribeHandler unsubscribe, PublishHandler publish, PresenceHandler presence,
    HistoryHandler history, RpcHandler rpc, RefreshHandler refresh)
{
    public ValueTask<Outcome> RunAsync(Session session, Command command, CancellationToken cancellationToken) => command switch
    {
        Command.Connect c => connect.HandleAsync(session, c, cancellationToken),
        Command.Subscribe c => subscribe.HandleAsync(session, c, cancellationToken),
        Command.Unsubscribe c => unsubscribe.HandleAsync(session, c, cancellationToken),
        Command.Publish c => publish.HandleAsync(session, c, cancellationToken),
        Command.Presence c => presence.HandleAsync(session, c, cancellationToken),
        Command.PresenceStats c => presence.HandleAsync(session, c, cancellationToken),
        Command.History c => history.HandleAsync(session, c, cancellationToken),
        Command.Rpc c => rpc.HandleAsync(session, c, cancellationToken),
        Command.Refresh c => refresh.HandleAsync(session, c, cancellationToken),
        Command.SubRefresh c => refresh.HandleAsync(session, c, cancellationToken),
        // Nobody listens to messages without a reply.
        Command.Send => new(Disconnect.NotAvailable),
        Command.Pong => new(session.TakePong() ? Outcome.Done : Disconnect.BadRequest),
        Command.Unknown => new(Disconnect.BadRequest),
        _ => throw new UnreachableException($"No arm for {command.GetType().Name}."),
    };

    /// <summary>The channel that a command must name (section 8, rule 7); null for one that names none.</summary>
    public static string? ChannelOf(Command command) => command switch
    {
        Command.Subscribe c => c.Request.Channel,
        Command.Unsubscribe c => c.Channel,
        Command.Publish c => c.Channel,
        Command.Presence c => c.Channel,
        Command.PresenceStats c => c.Channel,
        Command.History c => c.Channel,
        Command.SubRefresh c => c.Channel,
        _ => null,
    };
}
