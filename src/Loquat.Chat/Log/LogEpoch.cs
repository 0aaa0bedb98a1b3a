using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Loquat.Chat.Log;

/// <summary>
/// The name of this database's log: one row, written by the first migration. A client that held positions of another database, or of one
/// that was since restored, sees another name and starts over instead of trusting its offsets.
/// </summary>
public sealed class LogEpoch
{
    internal const int MaxNameLength = 32;

    private LogEpoch()
    {
    }

    /// <summary>Always 1.</summary>
    public int Id { get; private set; }

    public string Name { get; private set; } = "";

    internal static string NewName() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    internal sealed class Configuration : IEntityTypeConfiguration<LogEpoch>
    {
        public void Configure(EntityTypeBuilder<LogEpoch> builder)
        {
            builder.ToTable("log_epoch");
            builder.Property(epoch => epoch.Id).ValueGeneratedNever();
            builder.Property(epoch => epoch.Name).HasMaxLength(MaxNameLength);
        }
    }
}
