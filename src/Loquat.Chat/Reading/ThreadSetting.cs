using System.Text.Json.Serialization;
using Loquat.Chat.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Loquat.Chat.Reading;

/// <summary>What of a thread somebody wants to be disturbed by.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NotificationLevel>))]
public enum NotificationLevel
{
    [JsonStringEnumMemberName("all")]
    All = 0,

    [JsonStringEnumMemberName("mentions")]
    Mentions = 1,

    [JsonStringEnumMemberName("nothing")]
    Nothing = 2,
}

/// <summary>How loud a thread is to one person. Without one it is as loud as threads are.</summary>
public sealed class ThreadSetting
{
    private ThreadSetting()
    {
    }

    public long UserId { get; private set; }

    public long ThreadId { get; private set; }

    public NotificationLevel Level { get; private set; }

    /// <summary>It stays out of sight until somebody calls them there.</summary>
    public bool IsMuted { get; private set; }

    internal sealed class Configuration : IEntityTypeConfiguration<ThreadSetting>
    {
        public void Configure(EntityTypeBuilder<ThreadSetting> builder)
        {
            builder.ToTable("thread_settings");
            builder.HasKey(setting => new { setting.UserId, setting.ThreadId });
            builder.HasOne<User>().WithMany().HasForeignKey(setting => setting.UserId).OnDelete(DeleteBehavior.Cascade);
            builder.HasOne<Thread>().WithMany().HasForeignKey(setting => setting.ThreadId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
