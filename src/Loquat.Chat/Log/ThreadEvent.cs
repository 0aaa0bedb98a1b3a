using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Loquat.Chat.Log;

/// <summary>One change to a thread. Never changed, never removed: the log is what all else is derived from.</summary>
public sealed class ThreadEvent
{
    public const int MaxTypeLength = 64;

    internal ThreadEvent(long threadId, long offset, string type, byte[] payload, DateTimeOffset created)
    {
        ThreadId = threadId;
        Offset = offset;
        Type = type;
        Payload = payload;
        Created = created;
    }

    public long ThreadId { get; private set; }

    public long Offset { get; private set; }

    /// <summary>In the past tense, such as <c>message.posted</c>.</summary>
    public string Type { get; private set; }

    /// <summary>JSON in UTF-8, sent to those who listen exactly as it is.</summary>
    public byte[] Payload { get; private set; }

    public DateTimeOffset Created { get; private set; }

    internal sealed class Configuration : IEntityTypeConfiguration<ThreadEvent>
    {
        public void Configure(EntityTypeBuilder<ThreadEvent> builder)
        {
            builder.ToTable("thread_events");
            builder.HasKey(threadEvent => new { threadEvent.ThreadId, threadEvent.Offset });
            builder.Property(threadEvent => threadEvent.Type).HasMaxLength(MaxTypeLength);
            builder.HasOne<Thread>().WithMany().HasForeignKey(threadEvent => threadEvent.ThreadId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
