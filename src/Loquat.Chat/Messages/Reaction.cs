using Loquat.Chat.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Loquat.Chat.Messages;

/// <summary>One person's emoji on a message.</summary>
public sealed class Reaction
{
    public const int MaxEmojiLength = 32;

    private Reaction()
    {
    }

    public long MessageId { get; private set; }

    public string Emoji { get; private set; } = "";

    public long UserId { get; private set; }

    /// <summary>The place in the thread's log of the event that added it.</summary>
    public long Offset { get; private set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Reaction>
    {
        public void Configure(EntityTypeBuilder<Reaction> builder)
        {
            builder.ToTable("reactions");
            builder.HasKey(reaction => new { reaction.MessageId, reaction.Emoji, reaction.UserId });
            builder.Property(reaction => reaction.Emoji).HasMaxLength(MaxEmojiLength);
            builder.HasOne<Message>().WithMany().HasForeignKey(reaction => reaction.MessageId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<User>().WithMany().HasForeignKey(reaction => reaction.UserId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
