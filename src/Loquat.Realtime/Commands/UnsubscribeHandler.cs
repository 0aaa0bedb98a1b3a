using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Answers unsubscribe (section 17): with success, whether there was a subscription or not.</summary>
internal sealed class UnsubscribeHandler(SubscriptionFlow flow, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async ValueTask<Outcome> HandleAsync(Session session, Command.Unsubscribe command, CancellationToken cancellationToken)
    {
        if (session.Subscriptions.Find(command.Channel) is { } subscription)
        {
            try
            {
                await session.Subscriptions.SettledAsync(subscription).WaitAsync(Patience, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return Disconnect.ServerError;
            }
            await flow.EndAsync(subscription, push: null);
        }
        return new Reply.Unsubscribe(command.Id);
    }
}
