using System.Diagnostics;
using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Answers publish (sections 19 and 23.2), after the broker has taken the publication.</summary>
internal sealed class PublishHandler(IRealtimeApp app, ChannelRules rules, IBroker broker)
{
    public async ValueTask<Outcome> HandleAsync(Session session, Command.Publish command, CancellationToken cancellationToken)
    {
        if (rules.ResolveForClient(command.Channel, out var policy) is { } error)
            return error;
        if (!policy.Takes(command.Data.Span))
            return ProtocolError.BadRequest;

        // The command's bytes belong to the transport; what is published lives longer.
        var data = new ReadOnlyMemory<byte>(command.Data.ToArray());
        var options = policy.ClientPublish;
        switch (await app.PublishAsync(new PublishEvent(session, command.Channel, data), cancellationToken))
        {
            case PublishAnswer.Accepted accepted:
                data = accepted.Data.IsEmpty ? data : accepted.Data;
                options = accepted.Options with { Delta = accepted.Options.Delta || policy.ClientPublish.Delta };
                break;
            case PublishAnswer.Refused refused:
                return refused.Error;
            case PublishAnswer.Closed closed:
                return closed.Disconnect;
            case PublishAnswer.Unknown when policy.AllowsPublish(session.User, session.Subscriptions.IsLive(command.Channel)):
                break;
            case PublishAnswer.Unknown:
                return ProtocolError.PermissionDenied;
            default:
                throw new UnreachableException();
        }

        // What the application put in its place is sent to the same subscribers.
        if (!policy.Takes(data.Span))
            return ProtocolError.Internal;
        // What a log's channel carries is the log's: only its owner writes there.
        if (policy.Log is not null)
            return ProtocolError.NotAvailable;

        var info = session.Subscriptions.Find(command.Channel)?.Info ?? session.Info;
        await broker.PublishAsync(
            command.Channel, new Publication(data) { Info = info, Tags = options.Tags, Version = options.Version }, policy.Retention, options, cancellationToken);
        return new Reply.Publish(command.Id);
    }
}
