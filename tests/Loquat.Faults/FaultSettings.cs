using Loquat.Faults.Clients;

namespace Loquat.Faults;

internal enum DatabaseKind
{
    Sqlite,
    Postgres,
}

/// <summary>What one run is to do.</summary>
internal sealed record FaultSettings
{
    public int Seed { get; init; } = 1;

    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(2);

    public DatabaseKind Database { get; init; }

    public int Nodes { get; init; } = 1;

    public int Clients { get; init; } = 8;

    public int Threads { get; init; } = 8;

    /// <summary>How often the process is killed while it commits; 0 for the schedule of all faults instead.</summary>
    public int Kills { get; init; }

    /// <summary>False for a run in which nothing goes wrong but what is planted.</summary>
    public bool InjectsFaults { get; init; } = true;

    public Plant Plant { get; init; }

    /// <summary>Whether a run that was not clean leaves the database and what the nodes wrote.</summary>
    public bool KeepsEvidence { get; init; }

    /// <summary>The program whose nodes are hurt.</summary>
    public string Program { get; init; } = Path.Combine(AppContext.BaseDirectory, "loquat");

    /// <summary>What repeats this run.</summary>
    public string Command
    {
        get
        {
            var length = Kills > 0 ? FormattableString.Invariant($"--kills {Kills}") : FormattableString.Invariant($"--minutes {Duration.TotalMinutes}");
            var sizes = FormattableString.Invariant($"--nodes {Nodes} --clients {Clients} --threads {Threads}");
            return FormattableString.Invariant($"./test faults --seed {Seed} {length} --database {Database.ToString().ToLowerInvariant()} {sizes}");
        }
    }
}
