namespace Loquat.Chat.Users;

/// <summary>
/// Remembers for a few seconds who a bearer belongs to, so that a busy connection does not ask the database for every call. A revocation
/// on this node takes effect at once, one on another node when this one hears of it, and in any case when the entry's life ends.
/// </summary>
public sealed class IdentityCache(TimeProvider clock)
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(5);

    // Who goes on calling is looked up again before the others have to wait for it: a thousand people who came together would all ask at once.
    private static readonly TimeSpan RenewedFrom = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly HashSet<string> _seen = [];
    private long _version;

    /// <summary>Changes with every revocation.</summary>
    internal long Version => Interlocked.Read(ref _version);

    /// <param name="isToBeRenewed">Said once for each entry, late in its life: the caller is to ask the database again, and need not wait for the answer.</param>
    internal Identity? Find(byte[] hash, DateTimeOffset now, out bool isToBeRenewed)
    {
        isToBeRenewed = false;
        lock (_lock)
        {
            // A clock that is set back must not make it last longer.
            if (!_entries.TryGetValue(Convert.ToHexString(hash), out var entry) || now >= entry.Identity.ExpiresAt)
                return null;

            var age = clock.GetElapsedTime(entry.Since);
            if (age >= Life)
                return null;

            isToBeRenewed = age >= RenewedFrom && !entry.IsBeingRenewed;
            entry.IsBeingRenewed |= isToBeRenewed;
            return entry.Identity;
        }
    }

    /// <summary>Was a living sign-in when it was last looked up, however long ago; may be forgotten where there are very many.</summary>
    internal bool HasSeen(byte[] hash)
    {
        lock (_lock)
            return _seen.Contains(Convert.ToHexString(hash));
    }

    /// <summary>It has just been given out.</summary>
    internal void Introduce(byte[] hash)
    {
        lock (_lock)
            See(Convert.ToHexString(hash));
    }

    /// <summary>Keeps the answer unless something was revoked since <paramref name="version"/> was read.</summary>
    internal void Add(byte[] hash, Identity identity, long version)
    {
        lock (_lock)
        {
            See(Convert.ToHexString(hash));
            if (version != _version)
                return;

            // Entries live for seconds: starting over is cheaper than choosing which ones to keep.
            if (_entries.Count >= Capacity)
                _entries.Clear();

            _entries[Convert.ToHexString(hash)] = new Entry(identity, clock.GetTimestamp());
        }
    }

    /// <summary>It is no living sign-in any more.</summary>
    internal void Remove(byte[] hash)
    {
        lock (_lock)
        {
            _entries.Remove(Convert.ToHexString(hash));
            _seen.Remove(Convert.ToHexString(hash));
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

    private void See(string hash)
    {
        if (_seen.Count >= Capacity)
            _seen.Clear();
        _seen.Add(hash);
    }

    private sealed class Entry(Identity identity, long since)
    {
        public Identity Identity => identity;

        public long Since => since;

        public bool IsBeingRenewed { get; set; }
    }
}
