using Loquat.Chat.Messages;
using Loquat.Chat.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Loquat.Chat.Saving;

/// <summary>A message that somebody keeps for later. Nobody else knows.</summary>
public sealed class SavedMessage
{
    private SavedMessage()
    {
    }

    public long UserId { get; private set; }

    public long MessageId { get; private set; }

    public DateTimeOffset Saved { get; private set; }

    internal sealed class Configuration : IEntityTypeConfiguration<SavedMessage>
    {
        public void Configure(EntityTypeBuilder<SavedMessage> builder)
        {
            builder.ToTable("saved_messages");
            builder.HasKey(saved => new { saved.UserId, saved.MessageId });
            builder.HasIndex(saved => new { saved.UserId, saved.Saved });
            builder.HasOne<User>().WithMany().HasForeignKey(saved => saved.UserId).OnDelete(DeleteBehavior.Cascade);
            builder.HasOne<Message>().WithMany().HasForeignKey(saved => saved.MessageId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
