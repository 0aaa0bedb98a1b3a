using Loquat.Chat.Log;
using Loquat.Chat.Messages;

namespace Loquat.Chat.Threads;

/// <summary>Says what a room is about. An empty topic takes it away.</summary>
public sealed class SetTopic(ThreadLog log)
{
    public async Task<AppendResult> ExecuteAsync(
        long userId, long threadId, string topic, string? clientId, CancellationToken cancellationToken)
    {
        var trimmed = topic.Trim();
        var isRefused = trimmed.Length > 0 ? PlainText.WhyRefused(trimmed, Thread.MaxTopicLength) : null;
        return (isRefused ?? PlainText.WhyRefusedAsId(clientId)) is { } reason
            ? new AppendResult.Invalid(reason)
            : await log.AppendAsync(new Change(threadId, userId, trimmed, clientId), cancellationToken);
    }

    internal sealed record Change(long ThreadId, long ActorId, string Topic, string? ClientId) : ThreadChange(ThreadId, ActorId, ClientId)
    {
        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.Rename) is { } refusal)
                return refusal;
            if ((scene.Thread.Topic ?? "") == Topic)
                return new Verdict.Unchanged(new NothingChanged());

            scene.Thread.Topic = Topic.Length == 0 ? null : Topic;
            scene.Write(ThreadRows.Update(scene.Thread));
            return scene.Append(new TopicChanged(Topic, scene.Actor));
        }
    }
}
