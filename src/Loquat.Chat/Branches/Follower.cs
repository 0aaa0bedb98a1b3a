using Loquat.Chat.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Loquat.Chat.Branches;

/// <summary>Somebody who wants to hear of a branch: whoever takes part in it, is called into it, or asks for it.</summary>
public sealed class Follower
{
    private Follower()
    {
    }

    public long UserId { get; private set; }

    /// <summary>The branch.</summary>
    public long ThreadId { get; private set; }

    public DateTimeOffset Since { get; private set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Follower>
    {
        public void Configure(EntityTypeBuilder<Follower> builder)
        {
            builder.ToTable("followers");
            builder.HasKey(follower => new { follower.UserId, follower.ThreadId });
            builder.HasOne<User>().WithMany().HasForeignKey(follower => follower.UserId).OnDelete(DeleteBehavior.Cascade);
            builder.HasOne<Thread>().WithMany().HasForeignKey(follower => follower.ThreadId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
