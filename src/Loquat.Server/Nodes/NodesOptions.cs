using System.ComponentModel.DataAnnotations;

namespace Loquat.Server.Nodes;

/// <summary>Several servers on one PostgreSQL. Without PostgreSQL nothing of this has an effect but the look for people.</summary>
public sealed class NodesOptions
{
    public const string Section = "Nodes";

    /// <summary>How often a node looks for what it was not told of, one query for the tops of all logs that somebody here follows, and who of its people have come and gone.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often a node says that it lives, and checks that it hears itself.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>After how long without a sign a node counts as dead, and the presence of its connections ends. At least two heartbeats.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);
}
