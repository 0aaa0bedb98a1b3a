using System.Collections.Concurrent;

namespace Loquat.Faults.Clients;

/// <summary>Counts by name.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, int> _counts = [];
    private Awaited? _awaited;

    public int Total => _counts.Values.Sum();

    public int this[string name] => _counts.GetValueOrDefault(name);

    public void Count(string name)
    {
        _counts.AddOrUpdate(name, 1, (_, count) => count + 1);
        if (Volatile.Read(ref _awaited) is { } awaited && this[awaited.Name] >= awaited.Count)
            awaited.Reached.TrySetResult();
    }

    /// <summary>Completes when a count is reached. For one who waits at a time.</summary>
    public Task ReachAsync(string name, int count)
    {
        var awaited = new Awaited(name, count, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        Volatile.Write(ref _awaited, awaited);
        return this[name] >= count ? Task.CompletedTask : awaited.Reached.Task;
    }

    /// <summary>The most frequent first.</summary>
    public override string ToString() =>
        string.Join(", ", _counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));

    private sealed record Awaited(string Name, int Count, TaskCompletionSource Reached);
}
