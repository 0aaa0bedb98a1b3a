using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loquat.Chat;

public sealed class ChatOptions
{
    public const string Section = "Chat";

    /// <summary>The folder that holds the database file. Made readable by its owner only.</summary>
    [Required]
    public string DataDirectory { get; set; } = "data";

    /// <summary>A PostgreSQL connection string. Empty: SQLite in the data folder.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>How long a statement may wait for the database before the caller is told to try again later.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan DatabaseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many changes one transaction commits at most.</summary>
    [Range(1, 10_000)]
    public int MaxGroup { get; set; } = 512;

    /// <summary>How many changes may wait for the writer before new ones are refused.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 16_384;

    /// <summary>How many announcements may wait for one channel. Over it the oldest are left out; their readers find them in the log.</summary>
    [Range(1, 1_000_000)]
    public int MaxAnnouncementsWaiting { get; set; } = 4_096;

    /// <summary>How long a sign-in lasts.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How many wrong passwords in a row lock an account for a while.</summary>
    [Range(1, 1000)]
    public int MaxFailedSignIns { get; set; } = 10;

    /// <summary>For how long an account is locked after too many wrong passwords.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LockoutPeriod { get; set; } = TimeSpan.FromMinutes(5);
}

[OptionsValidator]
internal sealed partial class ChatOptionsValidator : IValidateOptions<ChatOptions>;
