using Loquat.Chat.Messages;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Loquat.Chat.Users;

/// <summary>One signed-in device. The database knows only the hash of the bearer: who reads the table cannot sign in with it.</summary>
public sealed class AuthToken
{
    public const int MaxDeviceLength = 200;

    public AuthToken(long userId, byte[] hash, string device, DateTimeOffset created, DateTimeOffset expires)
    {
        UserId = userId;
        Hash = hash;
        Device = PlainText.Storable(device.Length > MaxDeviceLength ? device[..MaxDeviceLength] : device);
        Created = created;
        Expires = expires;
        LastUsed = created;
    }

    private AuthToken()
    {
    }

    public long Id { get; private set; }

    public long UserId { get; private set; }

    public byte[] Hash { get; private set; } = [];

    public string Device { get; private set; } = "";

    public DateTimeOffset Created { get; private set; }

    public DateTimeOffset Expires { get; private set; }

    public DateTimeOffset LastUsed { get; private set; }

    public DateTimeOffset? Revoked { get; private set; }

    internal sealed class Configuration : IEntityTypeConfiguration<AuthToken>
    {
        public void Configure(EntityTypeBuilder<AuthToken> builder)
        {
            builder.ToTable("auth_tokens");
            builder.Property(token => token.Hash).HasMaxLength(32);
            builder.Property(token => token.Device).HasMaxLength(MaxDeviceLength);
            builder.HasIndex(token => token.Hash).IsUnique();
            // Every server asks for the latest every few seconds.
            builder.HasIndex(token => token.Revoked).HasFilter("revoked IS NOT NULL");
            builder.HasOne<User>().WithMany().HasForeignKey(token => token.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
