using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Loquat.Chat.Messages;

/// <summary>What an edited message has said: all of its texts, the present one included. A message that was never edited has none.</summary>
public sealed class MessageRevision
{
    private MessageRevision()
    {
    }

    public long MessageId { get; private set; }

    /// <summary>0 for what was said first.</summary>
    public int Number { get; private set; }

    /// <summary>The place in the thread's log of the event that brought this text.</summary>
    public long Offset { get; private set; }

    public string Text { get; private set; } = "";

    public DateTimeOffset Created { get; private set; }

    internal sealed class Configuration : IEntityTypeConfiguration<MessageRevision>
    {
        public void Configure(EntityTypeBuilder<MessageRevision> builder)
        {
            builder.ToTable("message_revisions");
            builder.HasKey(revision => new { revision.MessageId, revision.Number });
            builder.Property(revision => revision.Text).HasMaxLength(Message.MaxTextLength);
            builder.HasOne<Message>().WithMany().HasForeignKey(revision => revision.MessageId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
