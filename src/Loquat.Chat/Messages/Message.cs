using Loquat.Chat.Branches;
using Loquat.Chat.Log;
using Loquat.Chat.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Loquat.Chat.Messages;

/// <summary>
/// What somebody said, at its place in the thread's log. Written by the log's writer alone, in the transaction that appends the event.
/// </summary>
public sealed class Message
{
    public const int MaxTextLength = 16_000;

    private Message()
    {
    }

    public long Id { get; private set; }

    public long ThreadId { get; private set; }

    public long Offset { get; private set; }

    public long AuthorId { get; private set; }

    /// <summary>Chosen by the author's client. The event that brought the message holds it too, and sees to it that it is used once.</summary>
    public string? ClientId { get; private set; }

    /// <summary>Empty once it is deleted.</summary>
    public string Text { get; private set; } = "";

    public DateTimeOffset Created { get; private set; }

    public DateTimeOffset? Edited { get; private set; }

    /// <summary>How often it has been edited.</summary>
    public int Revision { get; private set; }

    public DateTimeOffset? Deleted { get; private set; }

    public DateTimeOffset? Pinned { get; private set; }

    /// <summary>Whom it names, as JSON: a page of history shows them without a look at anything else.</summary>
    public string? Mentions { get; private set; }

    /// <summary>The message of the same thread that it answers.</summary>
    public long? ReplyToId { get; private set; }

    /// <summary>The mark of the branch that starts here, as JSON.</summary>
    public string? Branch { get; private set; }

    /// <summary>Where it was said first, as JSON, if it was passed on.</summary>
    public string? Origin { get; private set; }

    /// <summary>What it brings along, as JSON. Each file has a row of its own too.</summary>
    public string? Files { get; private set; }

    internal void StartBranch(BranchView mark) => Branch = BranchView.ToColumn(mark);

    internal sealed class Configuration : IEntityTypeConfiguration<Message>
    {
        public void Configure(EntityTypeBuilder<Message> builder)
        {
            builder.ToTable("messages");
            builder.Property(message => message.ClientId).HasMaxLength(Change.MaxClientIdLength);
            builder.Property(message => message.Text).HasMaxLength(MaxTextLength);
            builder.HasIndex(message => new { message.ThreadId, message.Offset }).IsUnique();
            builder.HasIndex(message => new { message.ThreadId, message.Pinned }).HasFilter("pinned IS NOT NULL");
            builder.Property(message => message.Revision).HasDefaultValue(0);
            builder.HasOne<Thread>().WithMany().HasForeignKey(message => message.ThreadId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<User>().WithMany().HasForeignKey(message => message.AuthorId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
