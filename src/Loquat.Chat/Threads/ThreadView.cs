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
            Parent = thread.ParentId == null ? null : new ParentView(thread.ParentId.Value, thread.ParentMessageId!.Value),
        };

    private static readonly Func<Thread, ThreadView> Project = Projection.Compile();

    /// <summary>Between some people; the name says who they are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Direct { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Topic { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Where a branch starts; null for every other thread.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ParentView? Parent { get; init; }

    internal static ThreadView Of(Thread thread) => Project(thread);
}

/// <summary>The message that a branch starts from, and its thread.</summary>
public sealed record ParentView(long Thread, long Message);
