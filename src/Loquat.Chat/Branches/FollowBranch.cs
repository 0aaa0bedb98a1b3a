using Loquat.Chat.Log;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Branches;

/// <summary>Somebody wants to hear of a branch, or not any longer. Nobody else is told; their own devices are, in the order in which it was asked for.</summary>
public sealed class FollowBranch(ThreadLog log)
{
    /// <summary><see cref="AppendResult.Noted"/>, or why not.</summary>
    public Task<AppendResult> ExecuteAsync(long userId, long threadId, bool follows, CancellationToken cancellationToken) =>
        log.AppendAsync(new Change(threadId, userId, follows), cancellationToken);

    internal sealed record Change(long ThreadId, long ActorId, bool Follows) : ThreadChange(ThreadId, ActorId, ClientId: null)
    {
        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.See) is { } refusal)
                return refusal;
            if (scene.Thread.Parent is null)
                return Verdict.Conflict(Reason.NotABranch);

            if (Follows)
                scene.Follow(scene.Actor, scene.Thread.LastOffset);
            else
                scene.Unfollow(scene.Actor);

            return new Verdict.Noted { Follows = Follows };
        }
    }
}
