using System.Text.Json.Serialization;
using Loquat.Chat.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Loquat.Chat.Threads;

[JsonConverter(typeof(JsonStringEnumConverter<MemberRole>))]
public enum MemberRole
{
    [JsonStringEnumMemberName("member")]
    Member = 0,

    [JsonStringEnumMemberName("owner")]
    Owner = 1,

    [JsonStringEnumMemberName("moderator")]
    Moderator = 2,

    /// <summary>Sees everything and says nothing.</summary>
    [JsonStringEnumMemberName("reader")]
    Reader = 3,
}

/// <summary>Somebody who belongs to a thread.</summary>
public sealed class Member
{
    public Member(long userId, MemberRole role, DateTimeOffset joined)
    {
        UserId = userId;
        Role = role;
        Joined = joined;
    }

    private Member()
    {
    }

    public long ThreadId { get; private set; }

    public long UserId { get; private set; }

    public MemberRole Role { get; private set; }

    public DateTimeOffset Joined { get; private set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Member>
    {
        public void Configure(EntityTypeBuilder<Member> builder)
        {
            builder.ToTable("members");
            builder.HasKey(member => new { member.ThreadId, member.UserId });
            builder.HasOne<User>().WithMany().HasForeignKey(member => member.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
