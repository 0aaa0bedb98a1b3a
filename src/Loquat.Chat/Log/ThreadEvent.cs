using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Loquat.Chat.Log;

/// <summary>
/// One change to a thread. Never removed, and its payload is changed only when a message is deleted, to take its text out: the log is what
/// all else is derived from.
/// </summary>
public sealed class ThreadEvent
{
    public const int MaxTypeLength = 64;

    internal ThreadEvent(
        long threadId, long offset, string type, byte[] payload, DateTimeOffset created, long? actorId = null, string? clientId = null)
    {
        ActorId = actorId;
        ClientId = clientId;
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

    /// <summary>Who did it. Null for what the server does by itself.</summary>
    public long? ActorId { get; private set; }

    /// <summary>Chosen by the actor's client and unique per actor for ever, whatever the kind of change: a retry finds the first attempt.</summary>
    public string? ClientId { get; private set; }

    internal sealed class Configuration : IEntityTypeConfiguration<ThreadEvent>
    {
        public void Configure(EntityTypeBuilder<ThreadEvent> builder)
        {
            builder.ToTable("thread_events");
            builder.HasKey(threadEvent => new { threadEvent.ThreadId, threadEvent.Offset });
            builder.Property(threadEvent => threadEvent.Type).HasMaxLength(MaxTypeLength);
            builder.Property(threadEvent => threadEvent.ClientId).HasMaxLength(Change.MaxClientIdLength);
            builder.HasIndex(threadEvent => new { threadEvent.ActorId, threadEvent.ClientId })
                .IsUnique()
                .HasFilter("client_id IS NOT NULL");
            // Who has left lately.
            builder.HasIndex(threadEvent => threadEvent.Created)
                .HasFilter($"type = '{MemberLeft.EventType}'");
            builder.HasOne<Thread>().WithMany().HasForeignKey(threadEvent => threadEvent.ThreadId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
