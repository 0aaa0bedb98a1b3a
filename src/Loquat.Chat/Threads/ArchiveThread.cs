using Loquat.Chat.Log;
using Loquat.Chat.Messages;

namespace Loquat.Chat.Threads;

/// <summary>Closes a room: everything in it stays readable, and nothing is added. Or opens it again.</summary>
public sealed class ArchiveThread(ThreadLog log)
{
    public async Task<AppendResult> ExecuteAsync(
        long userId, long threadId, bool isArchived, string? clientId, CancellationToken cancellationToken) =>
        PlainText.WhyRefusedAsId(clientId) is { } reason
            ? new AppendResult.Invalid(reason)
            : await log.AppendAsync(new Change(threadId, userId, isArchived, clientId), cancellationToken);

    internal sealed record Change(long ThreadId, long ActorId, bool IsArchived, string? ClientId)
        : ThreadChange(ThreadId, ActorId, ClientId)
    {
        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.Archive) is { } refusal)
                return refusal;
            if (scene.Thread.Archived is not null == IsArchived)
                return new Verdict.Unchanged(new NothingChanged());

            scene.Thread.Archived = IsArchived ? scene.Now : null;
            scene.Write(ThreadRows.Update(scene.Thread));
            return scene.Append(IsArchived ? new ThreadArchived(scene.Now, scene.Actor) : new ThreadReopened(scene.Actor));
        }
    }
}
