using Loquat.Chat.Log;
using Loquat.Chat.Messages;

namespace Loquat.Chat.Threads;

/// <summary>Is a member no more. A private room is gone from sight with that.</summary>
public sealed class LeaveThread(ThreadLog log)
{
    public async Task<AppendResult> ExecuteAsync(long userId, long threadId, string? clientId, CancellationToken cancellationToken) =>
        PlainText.WhyRefusedAsId(clientId) is { } reason
            ? new AppendResult.Invalid(reason)
            : await log.AppendAsync(new Change(threadId, userId, clientId), cancellationToken);

    internal sealed record Change(long ThreadId, long ActorId, string? ClientId) : ThreadChange(ThreadId, ActorId, ClientId)
    {
        internal override bool ConcernsOwners => true;

        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.Leave) is { } refusal)
                return refusal;
            if (scene.MembershipOf(ActorId) is null)
                return new Verdict.Unchanged(new NothingChanged());

            return scene.IsOnlyOwner(ActorId) ? Verdict.Conflict(Reason.LastOwner) : scene.Dismiss(scene.Actor);
        }
    }
}
