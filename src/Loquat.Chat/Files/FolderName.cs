using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Loquat.Chat.Files;

/// <summary>
/// Names the folder with the content of this database's files: one row, written by the first server that had a folder. A node that was given
/// another folder, or whose shared one is not mounted, finds no such name there.
/// </summary>
public sealed class FolderName
{
    internal const int MaxNameLength = 32;

    private FolderName()
    {
    }

    /// <summary>Always 1.</summary>
    public int Id { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>Not a secret: a start that draws it need not load what makes secrets.</summary>
    internal static string NewName() => Guid.NewGuid().ToString("N")[..16];

    internal sealed class Configuration : IEntityTypeConfiguration<FolderName>
    {
        public void Configure(EntityTypeBuilder<FolderName> builder)
        {
            builder.ToTable("file_folder");
            builder.Property(folder => folder.Id).ValueGeneratedNever();
            builder.Property(folder => folder.Name).HasMaxLength(MaxNameLength);
        }
    }
}
