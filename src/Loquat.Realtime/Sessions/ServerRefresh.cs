using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Asks the application whether what has expired may go on (sections 10 and 17).</summary>
internal sealed class ServerRefresh(IRealtimeApp app, SubscriptionFlow flow, Node node)
{
    // An application that fails has not said that anything has expired.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(60);

    public async Task AskAsync(Session session)
    {
        switch (await AnswerAsync(session, nameof(app.RefreshAsync), () => app.RefreshAsync(new RefreshEvent(session), node.Stopping)))
        {
            case RefreshAnswer.Extended extended when !(extended.ExpireAt <= node.Time.GetUtcNow()):
                session.Renew(extended.ExpireAt, extended.Info, byClient: false);
                break;
            case null:
                session.Renew(node.Time.GetUtcNow() + RetryDelay, info: default, byClient: false);
                break;
            default:
                session.Disconnect(Disconnect.Expired);
                break;
        }
    }

    public async Task AskAsync(Subscription subscription)
    {
        var session = subscription.Session;
        var asked = new SubRefreshEvent(session, subscription.Channel);
        switch (await AnswerAsync(session, nameof(app.SubRefreshAsync), () => app.SubRefreshAsync(asked, node.Stopping)))
        {
            case RefreshAnswer.Extended extended when !(extended.ExpireAt <= node.Time.GetUtcNow()):
                subscription.Renew(extended.ExpireAt, extended.Info, byClient: false);
                break;
            case null:
                var delay = RetryDelay - node.Options.ExpiredSubscriptionCloseDelay;
                subscription.Renew(node.Time.GetUtcNow() + delay, info: default, byClient: false);
                break;
            default:
                await EndAsync(subscription);
                break;
        }
    }

    /// <summary>Deals with the subscriptions of a session that have been expired for too long.</summary>
    public void EndExpired(Session session)
    {
        var now = node.Time.GetUtcNow();
        foreach (var subscription in session.Subscriptions.ToArray())
        {
            if (subscription.ExpireAt is not { } expireAt)
                continue;

            if (expireAt + node.Options.ExpiredSubscriptionCloseDelay > now)
            {
                session.WatchExpiry(expireAt);
                continue;
            }

            // It is dealt with now, and not again at the next look.
            subscription.Grant = subscription.Grant with { ExpireAt = null };
            node.Background.Run(() => subscription.Grant.RefreshByClient ? EndAsync(subscription) : AskAsync(subscription));
        }
    }

    /// <summary>What the server made cannot end alone: its client would not ask for it again.</summary>
    public Task EndAsync(Subscription subscription)
    {
        if (!subscription.IsServerSide)
            return flow.EndAsync(subscription, Unsubscribes.Expired(subscription.Channel));

        subscription.Session.Disconnect(Disconnect.SubscriptionExpired);
        return Task.CompletedTask;
    }

    private async Task<RefreshAnswer?> AnswerAsync(Session session, string hook, Func<ValueTask<RefreshAnswer>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception fault)
        {
            node.Logger.HookFailed(fault, hook, session.Id);
            return null;
        }
    }
}
