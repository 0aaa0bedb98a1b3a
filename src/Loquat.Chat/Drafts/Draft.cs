using Loquat.Chat.Messages;
using Loquat.Chat.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Loquat.Chat.Drafts;

/// <summary>What somebody has typed in a thread and not sent. An empty one is remembered, so that an older text does not come back.</summary>
public sealed class Draft
{
    private Draft()
    {
    }

    public long UserId { get; private set; }

    public long ThreadId { get; private set; }

    public string Text { get; private set; } = "";

    public DateTimeOffset Updated { get; private set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Draft>
    {
        public void Configure(EntityTypeBuilder<Draft> builder)
        {
            builder.ToTable("drafts");
            builder.HasKey(draft => new { draft.UserId, draft.ThreadId });
            builder.Property(draft => draft.Text).HasMaxLength(Message.MaxTextLength);
            builder.HasOne<User>().WithMany().HasForeignKey(draft => draft.UserId).OnDelete(DeleteBehavior.Cascade);
            builder.HasOne<Thread>().WithMany().HasForeignKey(draft => draft.ThreadId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
