using Loquat.Chat.Log;
using Loquat.Chat.Messages;

namespace Loquat.Chat.Threads;

/// <summary>Ends somebody else's membership, at once and on all of their devices.</summary>
public sealed class RemoveMember(ThreadLog log)
{
    public async Task<AppendResult> ExecuteAsync(
        long userId, long threadId, long removedId, string? clientId, CancellationToken cancellationToken) =>
        PlainText.WhyRefusedAsId(clientId) is { } reason
            ? new AppendResult.Invalid(reason)
            : await log.AppendAsync(new Change(threadId, userId, removedId, clientId), cancellationToken);

    internal sealed record Change(long ThreadId, long ActorId, long RemovedId, string? ClientId)
        : ThreadChange(ThreadId, ActorId, ClientId)
    {
        internal override long? OtherId => RemovedId;

        internal override bool ConcernsOwners => true;

        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.Remove) is { } refusal)
                return refusal;
            if (!scene.Find(RemovedId, out var removed))
                return Verdict.NotFound;
            if (scene.MembershipOf(RemovedId) is null)
                return new Verdict.Unchanged(new NothingChanged());
            if (scene.IsOnlyOwner(RemovedId))
                return Verdict.Conflict(Reason.LastOwner);

            return scene.StandsAbove(RemovedId) ? scene.Dismiss(removed) : Verdict.Forbidden;
        }
    }
}
