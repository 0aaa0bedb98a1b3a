namespace Loquat.Chat.Users;

/// <summary>
/// Remembers for a few seconds who a bearer belongs to, so that a busy connection does not ask the database for every call. A revocation
/// on this node takes effect at once, one on another node when this one hears of it, and in any case when the entry's life ends.
/// </summary>
public sealed class IdentityCache(TimeProvider clock)
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = [];
    private long _version;

    /// <summary>Changes with every revocation.</summary>
    internal long Version => Interlocked.Read(ref _version);

    internal Identity? Find(byte[] hash, DateTimeOffset now)
    {
        lock (_lock)
        {
            // A clock that is set back must not make it last longer.
            return _entries.TryGetValue(Convert.ToHexString(hash), out var entry) && clock.GetElapsedTime(entry.Since) < Life && now < entry.Identity.ExpiresAt
                ? entry.Identity
                : null;
        }
    }

    /// <summary>Keeps the answer unless something was revoked since <paramref name="version"/> was read.</summary>
    internal void Add(byte[] hash, Identity identity, long version)
    {
        lock (_lock)
        {
            if (version != _version)
                return;

            // Entries live for seconds: starting over is cheaper than choosing which ones to keep.
            if (_entries.Count >= Capacity)
                _entries.Clear();

            _entries[Convert.ToHexString(hash)] = new Entry(identity, clock.GetTimestamp());
        }
    }

    /// <summary>Something was revoked.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _version++;
            _entries.Clear();
        }
    }

    private sealed record Entry(Identity Identity, long Since);
}
