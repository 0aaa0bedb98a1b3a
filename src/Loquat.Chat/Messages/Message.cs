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
    public const int MaxClientIdLength = 64;

    private Message()
    {
    }

    public long Id { get; private set; }

    public long ThreadId { get; private set; }

    public long Offset { get; private set; }

    public long AuthorId { get; private set; }

    /// <summary>Chosen by the author's client and unique per author for ever: a retry finds the first one.</summary>
    public string? ClientId { get; private set; }

    public string Text { get; private set; } = "";

    public DateTimeOffset Created { get; private set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Message>
    {
        public void Configure(EntityTypeBuilder<Message> builder)
        {
            builder.ToTable("messages");
            builder.Property(message => message.ClientId).HasMaxLength(MaxClientIdLength);
            builder.Property(message => message.Text).HasMaxLength(MaxTextLength);
            builder.HasIndex(message => new { message.ThreadId, message.Offset }).IsUnique();
            builder.HasIndex(message => new { message.AuthorId, message.ClientId }).IsUnique();
            builder.HasOne<Thread>().WithMany().HasForeignKey(message => message.ThreadId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<User>().WithMany().HasForeignKey(message => message.AuthorId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
