using Loquat.Chat.Log;
using Loquat.Chat.Messages;

namespace Loquat.Chat.Threads;

/// <summary>Gives a member another role. A thread that has owners keeps one.</summary>
public sealed class SetMemberRole(ThreadLog log)
{
    public async Task<AppendResult> ExecuteAsync(
        long userId, long threadId, long memberId, MemberRole role, string? clientId, CancellationToken cancellationToken) =>
        PlainText.WhyRefusedAsId(clientId) is { } reason
            ? new AppendResult.Invalid(reason)
            : await log.AppendAsync(new Change(threadId, userId, memberId, role, clientId), cancellationToken);

    internal sealed record Change(long ThreadId, long ActorId, long MemberId, MemberRole Role, string? ClientId)
        : ThreadChange(ThreadId, ActorId, ClientId)
    {
        internal override long? OtherId => MemberId;

        internal override bool ConcernsOwners => true;

        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.SetRole) is { } refusal)
                return refusal;
            if (!scene.Find(MemberId, out var member) || scene.MembershipOf(MemberId) is not { } role)
                return Verdict.NotFound;
            if (role == Role)
                return new Verdict.Unchanged(new NothingChanged());
            if (scene.IsOnlyOwner(MemberId))
                return Verdict.Conflict(Reason.LastOwner);

            scene.NoteMembership(MemberId, Role);
            scene.Write(ThreadRows.ChangeRole(scene.Thread, MemberId, Role));
            return scene.Append(new MemberRoleChanged(member, Role, scene.Actor));
        }
    }
}
