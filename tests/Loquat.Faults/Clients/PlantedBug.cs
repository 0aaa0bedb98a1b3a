using System.Text.Json;
using Loquat.Protocol;

namespace Loquat.Faults.Clients;

/// <summary>What can be broken on purpose, to see the checker find it.</summary>
internal enum Plant
{
    None,
    DropOne,
    ApplyTwice,
    SwapTwo,
    AcknowledgeEarly,
    ForgetChange,
}

/// <summary>
/// A bug in one client, of the kind a server could have: the checker has to find it. It strikes once, after everything has gone well for
/// a while. A run has none unless it is asked for.
/// </summary>
internal sealed class PlantedBug(Plant plant, int after = PlantedBug.UsualWait)
{
    private const int UsualWait = 20;
    private int _left = after;
    private Publication? _held;

    public static PlantedBug None { get; } = new(Plant.None);

    /// <summary>What comes out where a publication goes in.</summary>
    public IReadOnlyList<Publication> Bend(Publication publication)
    {
        if (_held is { } held)
        {
            _held = null;
            return [publication, held];
        }

        if (plant is not (Plant.DropOne or Plant.ApplyTwice or Plant.SwapTwo) || !Strikes())
            return [publication];

        if (plant == Plant.SwapTwo)
            _held = publication;
        return plant == Plant.ApplyTwice ? [publication, publication] : [];
    }

    /// <summary>True if a change that arrived does not become part of what is shown.</summary>
    public bool Forgets(JsonElement change) =>
        plant == Plant.ForgetChange && change.GetProperty("type").GetString() == "message.posted" && Strikes();

    /// <summary>True if a change is taken for done that was never sent.</summary>
    public bool AcknowledgesUnsent() => plant == Plant.AcknowledgeEarly && Strikes();

    private bool Strikes() => Interlocked.Decrement(ref _left) == 0;
}
