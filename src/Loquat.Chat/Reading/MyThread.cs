using System.Text.Json.Serialization;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Reading;

/// <summary>A thread as one person finds it in their list.</summary>
/// <param name="Offset">The log's newest event: everything here is true at it.</param>
/// <param name="Read">How far they have read.</param>
/// <param name="Unread">Messages of others beyond that, which are not deleted; counted up to <see cref="Unread.Cap"/>.</param>
/// <param name="Mentions">How many of them call this person, by name or with everyone.</param>
public sealed record MyThread(
    long Id, string Name, bool Private, long Offset, DateTimeOffset? LastMessageAt, long Read, int Unread, int Mentions)
{
    /// <summary>Between some people; the name says who they are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Direct { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Topic { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Of a direct conversation, ascending by id; null for rooms, which may have ten thousand.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AuthorView>? People { get; init; }

    /// <summary>Where a branch starts; null for every other thread.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ParentView? Parent { get; init; }

    /// <summary>In a branch that of its parent. Null for whoever is no member.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MemberRole? Role { get; init; }

    /// <summary>True in a branch of which they want to hear.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Follows { get; init; }

    /// <summary>Null where they have not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NotificationLevel? Level { get; init; }

    /// <summary>It stays out of sight until somebody calls them there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Muted { get; init; }
}

/// <summary>Unread is arithmetic over the log, from what its reader says to have read: right on every device, whatever was delivered to whom.</summary>
internal static class Unread
{
    /// <summary>Nobody counts further, and a thread of a million messages is not either.</summary>
    public const int Cap = 1_000;

    extension(IQueryable<Thread> threads)
    {
        public IQueryable<MyThread> ReadBy(long userId, ChatDbContext db) =>
            from thread in threads
            join position in db.ReadPositions.Where(position => position.UserId == userId)
                on thread.Id equals position.ThreadId into positions
            from position in positions.DefaultIfEmpty()
            join chosen in db.Settings.Where(setting => setting.UserId == userId)
                on thread.Id equals chosen.ThreadId into settings
            from setting in settings.DefaultIfEmpty()
            let read = position == null ? 0 : position.Offset
            select new MyThread(
                thread.Id,
                thread.Name,
                thread.Visibility == Visibility.Private,
                thread.LastOffset,
                thread.LastMessageAt,
                read,
                db.Messages
                    .Where(message => message.ThreadId == thread.Id && message.Offset > read)
                    .Where(message => message.AuthorId != userId && message.Deleted == null)
                    .OrderBy(message => message.Offset)
                    .Take(Cap)
                    .Count(),
                // Two searches by the key; a message that calls everyone has no row for anybody else.
                db.Mentions
                    .Where(mention => mention.UserId == userId && mention.ThreadId == thread.Id && mention.Offset > read)
                    .Where(mention => mention.AuthorId != userId)
                    .OrderBy(mention => mention.Offset)
                    .Take(Cap)
                    .Count()
                + db.Mentions
                    .Where(mention => mention.UserId == Mention.EveryoneId && mention.ThreadId == thread.Id && mention.Offset > read)
                    .Where(mention => mention.AuthorId != userId)
                    .OrderBy(mention => mention.Offset)
                    .Take(Cap)
                    .Count())
            {
                Direct = thread.Kind == ThreadKind.Direct,
                Topic = thread.Topic,
                ArchivedAt = thread.Archived,
                Parent = thread.ParentId == null ? null : new ParentView(thread.ParentId!.Value, thread.ParentMessageId!.Value),
                Role = db.Members
                    .Where(member => member.ThreadId == (thread.ParentId ?? thread.Id) && member.UserId == userId)
                    .Select(member => (MemberRole?)member.Role)
                    .SingleOrDefault(),
                Follows = thread.ParentId != null && db.Followers.Any(follower => follower.ThreadId == thread.Id && follower.UserId == userId),
                Level = setting == null ? null : setting.Level,
                Muted = setting != null && setting.IsMuted,
            };
    }
}
