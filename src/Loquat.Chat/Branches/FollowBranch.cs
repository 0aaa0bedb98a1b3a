using Loquat.Chat.Log;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Branches;

/// <summary>Somebody wants to hear of a branch, or not any longer. Nobody else is told.</summary>
public sealed class FollowBranch(ThreadLog log, FindThread find)
{
    /// <summary><see cref="AppendResult.Noted"/>, or why not.</summary>
    public async Task<AppendResult> ExecuteAsync(long userId, long threadId, bool follows, CancellationToken cancellationToken)
    {
        var result = await log.AppendAsync(new Change(threadId, userId, follows), cancellationToken);
        if (result is not AppendResult.Noted)
            return result;

        if (!follows)
            log.Expel(threadId, userId, new ThreadUnfollowed(threadId).ToJson());
        // Also for who is gone before the answer: their other devices follow it too.
        else if (await find.ExecuteAsync(userId, threadId, CancellationToken.None) is { } thread)
            log.Admit(threadId, userId, new ThreadFollowed(thread).ToJson());

        return result;
    }

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

            return new Verdict.Noted();
        }
    }
}
