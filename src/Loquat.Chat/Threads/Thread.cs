using Loquat.Chat.Log;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Loquat.Chat.Threads;

public enum ThreadKind
{
    Room = 0,
    Direct = 1,
    Branch = 2,
}

public enum Visibility
{
    /// <summary>Every signed-in user sees it and may write in it.</summary>
    Public = 0,

    /// <summary>For everybody but its members it does not exist.</summary>
    Private = 1,
}

/// <summary>A conversation, and the head of its log.</summary>
public sealed class Thread
{
    public const int MaxNameLength = 200;
    public const int MaxTopicLength = 1_000;

    private readonly List<Member> _members = [];

    private Thread(string name, ThreadKind kind, Visibility visibility, DateTimeOffset created)
    {
        Name = name;
        Kind = kind;
        Visibility = visibility;
        Created = created;
    }

    public long Id { get; private set; }

    public string Name { get; private set; }

    public ThreadKind Kind { get; private set; }

    public Visibility Visibility { get; private set; }

    public DateTimeOffset Created { get; private set; }

    /// <summary>The offset of the log's newest event.</summary>
    public long LastOffset { get; private set; }

    public DateTimeOffset? LastMessageAt { get; private set; }

    public string? Topic { get; private set; }

    /// <summary>Since when nothing is added to it.</summary>
    public DateTimeOffset? Archived { get; private set; }

    /// <summary>Names the people of a direct conversation, and is there once.</summary>
    public string? DirectKey { get; private set; }

    /// <summary>Where a branch starts, and whose rules it has.</summary>
    public long? ParentId { get; private set; }

    public Thread? Parent { get; private set; }

    /// <summary>The message that a branch starts from. No message has two.</summary>
    public long? ParentMessageId { get; private set; }

    /// <summary>A branch has none of its own: whoever sees its parent sees it.</summary>
    public IReadOnlyCollection<Member> Members => _members;

    /// <summary>A new room. Without an owner it belongs to the server, as the first one does.</summary>
    public static Thread Room(string name, Visibility visibility, long? ownerId, DateTimeOffset created)
    {
        var room = new Thread(name, ThreadKind.Room, visibility, created);
        if (ownerId is { } owner)
            room._members.Add(new Member(owner, MemberRole.Owner, created));

        return room;
    }

    /// <summary>A conversation of these people and nobody else.</summary>
    public static Thread BetweenPeople(string name, string key, IEnumerable<long> people, DateTimeOffset created)
    {
        var shortened = name.Length <= MaxNameLength ? name : name[..MaxNameLength];
        var thread = new Thread(shortened, ThreadKind.Direct, Visibility.Private, created) { DirectKey = key };
        thread._members.AddRange(people.Select(person => new Member(person, MemberRole.Member, created)));
        return thread;
    }

    /// <summary>A conversation about one message. It is called after nothing: where it belongs says what it is about.</summary>
    internal static Thread BranchOf(Thread parent, long messageId, DateTimeOffset created) =>
        new("", ThreadKind.Branch, parent.Visibility, created) { ParentId = parent.Id, ParentMessageId = messageId };

    /// <summary>The next event of the log, for whoever holds the lock of this thread.</summary>
    internal ThreadEvent Record(EventContent content, DateTimeOffset created, long? actorId) =>
        new(Id, ++LastOffset, content.Type, content.ToJson(), created, actorId);

    /// <summary>The first event of the log, once the thread has its id.</summary>
    internal CreatedThread RecordCreation(long? actorId, string? clientId)
    {
        LastOffset = 1;
        var content = new ThreadCreated(ThreadView.Of(this));
        return new CreatedThread(
            content, new ThreadEvent(Id, LastOffset, content.Type, content.ToJson(), Created, actorId, clientId), IsNew: true, []);
    }

    internal sealed class Configuration : IEntityTypeConfiguration<Thread>
    {
        public void Configure(EntityTypeBuilder<Thread> builder)
        {
            builder.ToTable("threads");
            builder.Property(thread => thread.Name).HasMaxLength(MaxNameLength);
            builder.Property(thread => thread.Topic).HasMaxLength(MaxTopicLength);
            builder.Property(thread => thread.DirectKey).HasMaxLength(1_000);
            builder.HasIndex(thread => thread.DirectKey).IsUnique();
            builder.HasIndex(thread => thread.ParentMessageId).IsUnique();

            // The rooms that everybody sees, among ever so many branches and conversations.
            builder.HasIndex(thread => thread.Created).HasFilter($"visibility = {(int)Visibility.Public} AND kind <> {(int)ThreadKind.Branch}");
            builder.HasOne(thread => thread.Parent).WithMany().HasForeignKey(thread => thread.ParentId).OnDelete(DeleteBehavior.NoAction);
            builder.HasMany(thread => thread.Members).WithOne().HasForeignKey(member => member.ThreadId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
