using System.Globalization;
using Loquat.Chat.Threads;
using Loquat.Protocol;
using Loquat.Realtime;
using Loquat.Realtime.AspNetCore;
using Loquat.Server.Hosting;
using Loquat.Server.Rpc;

namespace Loquat.Server.Embedded;

/// <summary>Lets a client follow a thread's log, and hear who is typing there, if it may see the thread.</summary>
internal static class ThreadSubscribeHandler
{
    public static Task<SubscribeAnswer> AnswerAsync(
        SubscribeContext context, SeenThreads threads, DatabaseOutage outage, CancellationToken cancellationToken) =>
        AnswerAsync(ThreadChannel.TryParse(context.Channel, out var threadId) ? threadId : null, context, threads, outage, cancellationToken);

    public static Task<SubscribeAnswer> AnswerTypingAsync(
        SubscribeContext context, SeenThreads threads, DatabaseOutage outage, CancellationToken cancellationToken) =>
        AnswerAsync(TypingChannel.TryParse(context.Channel, out var threadId) ? threadId : null, context, threads, outage, cancellationToken);

    private static async Task<SubscribeAnswer> AnswerAsync(
        long? thread, SubscribeContext context, SeenThreads threads, DatabaseOutage outage, CancellationToken cancellationToken)
    {
        try
        {
            var isVisible = thread is { } threadId
                && long.TryParse(context.Connection.User, NumberStyles.None, CultureInfo.InvariantCulture, out var userId)
                && await threads.IsSeenAsync(userId, threadId, cancellationToken);

            // "Permission denied" would tell a stranger that the thread exists.
            return isVisible ? new SubscribeAnswer.Accepted(SubscribeOptions.Default) : new SubscribeAnswer.Refused(ProtocolError.UnknownChannel);
        }
        catch (Exception e) when (DatabaseFailure.Is(e))
        {
            outage.Note(e);
            return new SubscribeAnswer.Refused(RpcErrors.Unavailable);
        }
    }
}
