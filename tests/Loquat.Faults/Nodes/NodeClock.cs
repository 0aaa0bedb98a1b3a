using System.Globalization;

namespace Loquat.Faults.Nodes;

/// <summary>What a node takes for the time of day, to be moved while it runs: by a file that Loquat.Faults.Clock reads inside the node.</summary>
internal sealed class NodeClock
{
    private readonly string _file;

    public NodeClock(string file)
    {
        _file = file;
        Set(TimeSpan.Zero);
    }

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["DOTNET_STARTUP_HOOKS"] = Path.Combine(AppContext.BaseDirectory, "Loquat.Faults.Clock.dll"),
        ["LOQUAT_FAULTS_CLOCK"] = _file,
    };

    /// <summary>Moves the clock; the node sees it at once.</summary>
    public void Set(TimeSpan difference)
    {
        // Never half a file: it may be read at any moment.
        File.WriteAllText(_file + ".new", ((long)difference.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        File.Move(_file + ".new", _file, overwrite: true);
    }
}
