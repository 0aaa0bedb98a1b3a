using System.Linq.Expressions;

namespace Loquat.Chat.Threads;

/// <summary>A thread as it is shown to those who may see it.</summary>
public sealed record ThreadView(long Id, string Name, bool Private, long Offset, DateTimeOffset? LastMessageAt)
{
    internal static readonly Expression<Func<Thread, ThreadView>> Projection = thread =>
        new ThreadView(thread.Id, thread.Name, thread.Visibility == Visibility.Private, thread.LastOffset, thread.LastMessageAt);

    internal static ThreadView Of(Thread thread) =>
        new(thread.Id, thread.Name, thread.Visibility == Visibility.Private, thread.LastOffset, thread.LastMessageAt);
}
