using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loquat.Chat.Files;

public sealed class FilesOptions
{
    public const string Section = "Files";

    /// <summary>Where the content of files lies, readable by its owner only. Empty: `files` in the data folder. All nodes on one database need the same folder.</summary>
    public string? Folder { get; set; }

    /// <summary>Bytes of one file.</summary>
    [Range(1, int.MaxValue)]
    public int MaxBytes { get; set; } = 50_000_000;

    /// <summary>Bytes that one person may have uploaded without having sent them with a message.</summary>
    [Range(1, long.MaxValue)]
    public long LooseBytes { get; set; } = 500_000_000;

    /// <summary>How long a file waits for a message that takes it along.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "365.00:00:00")]
    public TimeSpan LooseLife { get; set; } = TimeSpan.FromHours(24);
}

[OptionsValidator]
internal sealed partial class FilesOptionsValidator : IValidateOptions<FilesOptions>;
