using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Answers history (sections 20 and 23.3).</summary>
internal sealed class HistoryHandler(ChannelRules rules, ChannelHistory history, RealtimeOptions options)
{
    public async ValueTask<Outcome> HandleAsync(Session session, Command.History command, CancellationToken cancellationToken)
    {
        if (rules.ResolveForClient(command.Channel, out var policy) is { } error)
            return error;
        if (!policy.HasHistory)
            return ProtocolError.NotAvailable;
        if (!policy.AllowsHistory(session.User, session.Subscriptions.IsLive(command.Channel)))
            return ProtocolError.PermissionDenied;
        if (command is { Reverse: true, Since.Offset: 0 })
            return ProtocolError.BadRequest;

        var limit = command.Limit < 0 ? options.HistoryLimit : Math.Min(command.Limit, options.HistoryLimit);
        var query = new HistoryQuery(limit, command.Since, command.Reverse);
        var (result, refusal) = await history.ReadAsync(command.Channel, policy, query, cancellationToken);
        if (result is null)
            return refusal!;
        if (!session.CanBeSent(result.Publications))
            return Disconnect.InappropriateProtocol;

        return new Reply.History(command.Id, result);
    }
}
