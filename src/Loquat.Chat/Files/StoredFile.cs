using System.Buffers.Binary;
using System.Security.Cryptography;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Loquat.Chat.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Loquat.Chat.Files;

/// <summary>
/// A file that somebody brought into a thread. It is loose, and its owner's alone, until a message takes it along; from then on it is there as
/// long as the message. What it holds lies in the <see cref="ContentFolder"/>.
/// </summary>
public sealed class StoredFile
{
    public const int MaxNameLength = 255;

    /// <summary>How many one message takes along at most.</summary>
    public const int MaxInMessage = 10;

    internal const int MaxTypeLength = 64;

    private StoredFile()
    {
    }

    /// <summary>
    /// Drawn, not counted: browsers keep what they have seen under it for a year, and counted numbers would be given again after a backup was restored.
    /// </summary>
    public long Id { get; private set; }

    public long ThreadId { get; private set; }

    public long OwnerId { get; private set; }

    /// <summary>Null while it is loose.</summary>
    public long? MessageId { get; private set; }

    /// <summary>Chosen by the owner's client: a repeated upload finds the first one.</summary>
    public string? ClientId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>What its bytes say that it is, as far as the server knows such bytes.</summary>
    public string Type { get; private set; } = "";

    public long Size { get; private set; }

    /// <summary>Of a picture.</summary>
    public int? Width { get; private set; }

    /// <summary>Of a picture.</summary>
    public int? Height { get; private set; }

    /// <summary>Names what it holds. A message that was passed on has files of its own with the same content.</summary>
    public string Content { get; private set; } = "";

    public DateTimeOffset Created { get; private set; }

    /// <summary>Every number that JavaScript can count to is as likely as any other.</summary>
    internal static long NewId()
    {
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(random);
        return (long)(BinaryPrimitives.ReadUInt64LittleEndian(random) >> 11) | 1;
    }

    internal sealed class Configuration : IEntityTypeConfiguration<StoredFile>
    {
        public void Configure(EntityTypeBuilder<StoredFile> builder)
        {
            builder.ToTable("files");
            builder.Property(file => file.Id).ValueGeneratedNever();
            builder.Property(file => file.ClientId).HasMaxLength(Change.MaxClientIdLength);
            builder.Property(file => file.Name).HasMaxLength(MaxNameLength);
            builder.Property(file => file.Type).HasMaxLength(MaxTypeLength);
            builder.Property(file => file.Content).HasMaxLength(ContentFolder.KeyLength);
            builder.HasIndex(file => file.MessageId);
            builder.HasIndex(file => file.Content);
            builder.HasIndex(file => new { file.OwnerId, file.ClientId }).IsUnique().HasFilter("client_id IS NOT NULL");
            // What is loose: all of it by age, and one person's.
            builder.HasIndex(file => file.Created).HasFilter("message_id IS NULL");
            builder.HasIndex(file => file.OwnerId).HasFilter("message_id IS NULL");
            builder.HasOne<Thread>().WithMany().HasForeignKey(file => file.ThreadId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<User>().WithMany().HasForeignKey(file => file.OwnerId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Message>().WithMany().HasForeignKey(file => file.MessageId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
