using Loquat.Chat.Log;
using Loquat.Chat.Messages;

namespace Loquat.Chat.Threads;

/// <summary>Becomes a member of a public room, which everybody sees anyway: members are told more.</summary>
public sealed class JoinThread(ThreadLog log)
{
    public async Task<AppendResult> ExecuteAsync(long userId, long threadId, string? clientId, CancellationToken cancellationToken) =>
        PlainText.WhyRefusedAsId(clientId) is { } reason
            ? new AppendResult.Invalid(reason)
            : await log.AppendAsync(new Change(threadId, userId, clientId), cancellationToken);

    internal sealed record Change(long ThreadId, long ActorId, string? ClientId) : ThreadChange(ThreadId, ActorId, ClientId)
    {
        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.Join) is { } refusal)
                return refusal;

            return scene.MembershipOf(ActorId) is null
                ? scene.Admit(scene.Actor, MemberRole.Member)
                : new Verdict.Unchanged(new NothingChanged());
        }
    }
}
