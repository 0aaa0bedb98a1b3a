using Loquat.Chat.Log;
using Loquat.Chat.Messages;

namespace Loquat.Chat.Threads;

/// <summary>Gives a room another name.</summary>
public sealed class RenameThread(ThreadLog log)
{
    public async Task<AppendResult> ExecuteAsync(
        long userId, long threadId, string name, string? clientId, CancellationToken cancellationToken) =>
        (PlainText.WhyRefused(name, Thread.MaxNameLength) ?? PlainText.WhyRefusedAsId(clientId)) is { } reason
            ? new AppendResult.Invalid(reason)
            : await log.AppendAsync(new Change(threadId, userId, name.Trim(), clientId), cancellationToken);

    internal sealed record Change(long ThreadId, long ActorId, string Name, string? ClientId) : ThreadChange(ThreadId, ActorId, ClientId)
    {
        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.Rename) is { } refusal)
                return refusal;
            if (scene.Thread.Name == Name)
                return new Verdict.Unchanged(new NothingChanged());

            scene.Thread.Name = Name;
            scene.Write(ThreadRows.Update(scene.Thread));
            return scene.Append(new ThreadRenamed(Name, scene.Actor));
        }
    }
}
