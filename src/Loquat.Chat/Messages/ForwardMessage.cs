using Loquat.Chat.Log;
using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Messages;

/// <summary>Says in another thread what somebody has said in one that the user sees, with where it comes from. Nobody is called by it again.</summary>
public sealed class ForwardMessage(ChatDbContext db, ThreadLog log)
{
    /// <param name="threadId">Where it is said.</param>
    public async Task<PostMessage.Result> ExecuteAsync(
        long userId, long messageId, long threadId, string? clientId, CancellationToken cancellationToken)
    {
        if (PlainText.WhyRefusedAsId(clientId) is { } reason)
            return new PostMessage.Result.Invalid(reason);

        var origin = await db.Messages
            .Where(message => message.Id == messageId)
            .Where(message => db.Threads.VisibleTo(userId).Any(thread => thread.Id == message.ThreadId))
            .Join(db.Users, message => message.AuthorId, user => user.Id, (message, user) =>
                new OriginView(message.Id, message.ThreadId, new AuthorView(user.Id, user.UserName!), message.Created))
            .SingleOrDefaultAsync(cancellationToken);

        // Also without one: the log may know what an earlier attempt has made of it.
        return PostMessage.ResultOf(await log.AppendAsync(new Change(threadId, userId, origin, clientId), cancellationToken));
    }

    /// <param name="Origin">Null if there is no such message, or not for the actor.</param>
    internal sealed record Change(long ThreadId, long ActorId, OriginView? Origin, string? ClientId) : ThreadChange(ThreadId, ActorId, ClientId)
    {
        internal override long? MessageId => Origin?.Id;

        internal override bool ConcernsFiles => true;

        internal override Verdict Decide(Scene scene)
        {
            if (Origin is null || scene.FindAnywhere(Origin.Id) is not { } original)
                return Verdict.NotFound;
            if (original.Deleted is not null)
                return Verdict.Conflict(Reason.MessageDeleted);

            var copies = scene.FilesOf(original).Select(file => file.CopyFor(ThreadId, ActorId)).ToList();
            return new PostMessage.Change(ThreadId, ActorId, original.Text, ClientId) { Origin = Origin, Copies = copies }.Decide(scene);
        }
    }
}
