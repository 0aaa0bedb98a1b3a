using Loquat.Chat.Log;
using Loquat.Chat.Messages;

namespace Loquat.Chat.Threads;

/// <summary>Makes somebody else a member.</summary>
public sealed class InviteMember(ThreadLog log)
{
    public async Task<AppendResult> ExecuteAsync(
        long userId, long threadId, long invitedId, string? clientId, CancellationToken cancellationToken) =>
        PlainText.WhyRefusedAsId(clientId) is { } reason
            ? new AppendResult.Invalid(reason)
            : await log.AppendAsync(new Change(threadId, userId, invitedId, clientId), cancellationToken);

    internal sealed record Change(long ThreadId, long ActorId, long InvitedId, string? ClientId)
        : ThreadChange(ThreadId, ActorId, ClientId)
    {
        internal override long? OtherId => InvitedId;

        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.Invite) is { } refusal)
                return refusal;
            if (!scene.Find(InvitedId, out var invited))
                return Verdict.NotFound;

            return scene.MembershipOf(InvitedId) is null
                ? scene.Admit(invited, MemberRole.Member)
                : new Verdict.Unchanged(new NothingChanged());
        }
    }
}
