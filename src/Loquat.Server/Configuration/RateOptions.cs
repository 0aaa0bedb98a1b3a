using System.ComponentModel.DataAnnotations;

namespace Loquat.Server.Configuration;

/// <summary>How fast one person may act on one node, over all connections and requests together. Who is faster is told when to go on.</summary>
public sealed class RateOptions
{
    /// <summary>Whether any of these limits holds.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Everything that real-time connections send, calls included. Who goes on and on after a refusal is disconnected.</summary>
    public BudgetOptions Commands { get; set; } = new() { Burst = 2_000, PerMinute = 3_000 };

    /// <summary>Calls and requests of the API.</summary>
    public BudgetOptions Calls { get; set; } = new() { Burst = 300, PerMinute = 1_800 };

    /// <summary>Those among them that write into a thread for everybody: messages, reactions, members, names and so on.</summary>
    public BudgetOptions Changes { get; set; } = new() { Burst = 100, PerMinute = 600 };

    /// <summary>Those among them that make a room or a direct conversation, which comes to everybody who may see it.</summary>
    public BudgetOptions Rooms { get; set; } = new() { Burst = 50, PerMinute = 30 };
}

/// <summary>A bucket that fills up again steadily.</summary>
public sealed class BudgetOptions
{
    /// <summary>How many may come at once after a rest.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 1;

    /// <summary>How many may come in the long run.</summary>
    [Range(1, 60_000_000)]
    public int PerMinute { get; set; } = 1;
}
