using Loquat.Chat.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Loquat.Chat.Reading;

/// <summary>How far somebody has read a thread, by their own word. Without one they have read nothing of it.</summary>
public sealed class ReadPosition
{
    private ReadPosition()
    {
    }

    public long UserId { get; private set; }

    public long ThreadId { get; private set; }

    /// <summary>The last event that they have seen. Never goes back.</summary>
    public long Offset { get; private set; }

    internal sealed class Configuration : IEntityTypeConfiguration<ReadPosition>
    {
        public void Configure(EntityTypeBuilder<ReadPosition> builder)
        {
            builder.ToTable("read_positions");
            builder.HasKey(position => new { position.UserId, position.ThreadId });
            builder.HasOne<User>().WithMany().HasForeignKey(position => position.UserId).OnDelete(DeleteBehavior.Cascade);
            builder.HasOne<Thread>().WithMany().HasForeignKey(position => position.ThreadId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
