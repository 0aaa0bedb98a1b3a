namespace Loquat.Server.Accounts;

/// <summary>
/// Counts failed attempts by key within windows of time and refuses more than a limit. An attempt counts from its beginning, so that many at
/// once cannot slip through together; success takes it back.
/// </summary>
internal sealed class FailureLimit(int limit, TimeSpan window, TimeProvider time)
{
    private const int SweepAbove = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (int Count, DateTimeOffset Ends)> _windows = new(StringComparer.Ordinal);
    private DateTimeOffset _sweptAt;

    /// <summary>Null if the attempt may be made; else how long to wait before the next one.</summary>
    public TimeSpan? Begin(string key)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_windows.Count > SweepAbove && _sweptAt + window / 4 <= now)
                Sweep(now);

            var current = _windows.GetValueOrDefault(key);
            if (current.Ends <= now)
                current = (0, now + window);
            if (current.Count >= limit)
                return current.Ends - now;

            _windows[key] = (current.Count + 1, current.Ends);
            return null;
        }
    }

    /// <summary>Null if an attempt may be made; else how long to wait before the next one. Counts nothing.</summary>
    public TimeSpan? Wait(string key)
    {
        var now = time.GetUtcNow();
        lock (_lock)
            return _windows.TryGetValue(key, out var current) && current.Ends > now && current.Count >= limit ? current.Ends - now : null;
    }

    /// <summary>The attempt was no failure after all.</summary>
    public void Forgive(string key)
    {
        lock (_lock)
        {
            if (_windows.TryGetValue(key, out var current) && current.Count > 0)
                _windows[key] = (current.Count - 1, current.Ends);
        }
    }

    // Not each time: where many windows are open, all of them would be looked at for every attempt.
    private void Sweep(DateTimeOffset now)
    {
        _sweptAt = now;
        foreach (var (key, current) in _windows)
        {
            if (current.Ends <= now)
                _windows.Remove(key);
        }
    }
}
