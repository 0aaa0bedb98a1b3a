using System.Globalization;

namespace Loquat.Faults.Nodes;

/// <summary>
/// What a node takes for the time of day, to be moved while it runs: Debian's libfaketime answers instead of the kernel and reads the
/// difference from a file. Timers go on as they should, as they do on a machine whose clock is set.
/// </summary>
internal sealed class NodeClock
{
    private static readonly string[] Libraries =
    [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
    ];

    private readonly string _library;
    private readonly string _file;

    private NodeClock(string library, string file)
    {
        _library = library;
        _file = file;
        Set(TimeSpan.Zero);
    }

    /// <summary>Null where the library is not installed.</summary>
    public static NodeClock? TryCreate(string file) => Libraries.FirstOrDefault(File.Exists) is { } library ? new NodeClock(library, file) : null;

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = _library,
        ["FAKETIME_TIMESTAMP_FILE"] = _file,
        ["FAKETIME_CACHE_DURATION"] = "1",
        ["DONT_FAKE_MONOTONIC"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
    };

    /// <summary>Moves the clock; the node sees it within a second.</summary>
    public void Set(TimeSpan difference)
    {
        // Never half a file: it may be read at any moment.
        File.WriteAllText(_file + ".new", string.Create(CultureInfo.InvariantCulture, $"{(difference < TimeSpan.Zero ? "" : "+")}{(int)difference.TotalSeconds}\n"));
        File.Move(_file + ".new", _file, overwrite: true);
    }
}
