using Loquat.Chat.Log;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Reading;

/// <summary>Somebody wants to read something again: from there on it counts as unread, on all their devices. Nobody else is told.</summary>
public sealed class MarkUnread(ThreadLog log, CountUnread count)
{
    /// <param name="offset">The first that shall count as unread. What they have not read anyway stays so.</param>
    public async Task<MarkRead.Result> ExecuteAsync(long userId, long threadId, long offset, CancellationToken cancellationToken) =>
        offset < 1
            ? new MarkRead.Result.Invalid(Reason.OffsetInvalid)
            : await MarkRead.NoteAsync(new Change(threadId, userId, offset - 1), log, count, cancellationToken);

    internal sealed record Change(long ThreadId, long ActorId, long Offset) : ThreadChange(ThreadId, ActorId, ClientId: null)
    {
        private const string GoBack =
            """UPDATE read_positions SET "offset" = $3 WHERE user_id = $1 AND thread_id = $2 AND "offset" > $3""";

        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.See) is { } refusal)
                return refusal;

            scene.Write(new RowWrite(GoBack, ActorId, ThreadId, Offset));
            return new Verdict.Noted();
        }
    }
}
