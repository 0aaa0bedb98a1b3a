using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Loquat.Chat.Users;

/// <summary>What somebody may do on this server beyond talking.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UserRole>))]
public enum UserRole
{
    [JsonStringEnumMemberName("member")]
    Member = 0,

    [JsonStringEnumMemberName("administrator")]
    Administrator = 1,

    [JsonStringEnumMemberName("owner")]
    Owner = 2,
}

/// <summary>Somebody with an account. Names differ by more than upper and lower case.</summary>
public sealed class User : IdentityUser<long>
{
    public const int MaxNameLength = 64;

    public User(string username, UserRole role, DateTimeOffset created) : base(username)
    {
        Role = role;
        Created = created;
    }

    private User()
    {
    }

    public UserRole Role { get; private set; }

    public DateTimeOffset Created { get; private set; }

    public void Become(UserRole role) => Role = role;

    public bool IsLockedOut(DateTimeOffset now) => LockoutEnd > now;

    internal sealed class Configuration : IEntityTypeConfiguration<User>
    {
        public void Configure(EntityTypeBuilder<User> builder)
        {
            builder.ToTable("users");
            builder.Property(user => user.UserName).HasMaxLength(MaxNameLength).IsRequired();
            builder.Property(user => user.NormalizedUserName).HasMaxLength(MaxNameLength).IsRequired();
            builder.Property(user => user.PasswordHash).HasMaxLength(256);
            builder.Property(user => user.SecurityStamp).HasMaxLength(64);
            builder.Property(user => user.ConcurrencyStamp).HasMaxLength(64).IsConcurrencyToken();
            builder.HasIndex(user => user.NormalizedUserName).IsUnique();

            // Nobody asks for these yet; what is not asked for is not kept.
            builder.Ignore(user => user.Email).Ignore(user => user.NormalizedEmail).Ignore(user => user.EmailConfirmed);
            builder.Ignore(user => user.PhoneNumber).Ignore(user => user.PhoneNumberConfirmed);
            builder.Ignore(user => user.TwoFactorEnabled);
        }
    }
}
