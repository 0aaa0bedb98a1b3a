using System.Linq.Expressions;
using System.Text.Json.Serialization;

namespace Loquat.Chat.Threads;

/// <summary>A thread as it is shown to those who may see it.</summary>
public sealed record ThreadView(long Id, string Name, bool Private, long Offset, DateTimeOffset? LastMessageAt)
{
    internal static readonly Expression<Func<Thread, ThreadView>> Projection = thread =>
        new ThreadView(thread.Id, thread.Name, thread.Visibility == Visibility.Private, thread.LastOffset, thread.LastMessageAt)
        {
            Direct = thread.Kind == ThreadKind.Direct,
            Topic = thread.Topic,
            ArchivedAt = thread.Archived,
        };

    private static readonly Func<Thread, ThreadView> Project = Projection.Compile();

    /// <summary>Between some people; the name says who they are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Direct { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Topic { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ArchivedAt { get; init; }

    internal static ThreadView Of(Thread thread) => Project(thread);
}
