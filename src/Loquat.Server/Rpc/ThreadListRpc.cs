using Loquat.Chat.Reading;
using Loquat.Chat.Threads;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>`thread:list`: every thread the caller sees with what they have not read of it, the liveliest first.</summary>
internal static class ThreadListRpc
{
    public const string Method = "thread:list";

    public static async Task<Answer> AnswerAsync([FromFeatures] Caller caller, ListThreads threads, CancellationToken cancellationToken) =>
        new(await threads.ExecuteAsync(caller.UserId, cancellationToken));

    internal sealed record Answer(IReadOnlyList<MyThread> Threads);
}
