using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;

namespace Loquat.Realtime.Tokens;

/// <summary>The result of looking for a key.</summary>
internal abstract record KeyLookup
{
    private KeyLookup() { }

    public sealed record Found(VerificationKey Key) : KeyLookup;
    public sealed record NotFound : KeyLookup;

    /// <param name="Reason">For the log.</param>
    public sealed record Unavailable(string Reason) : KeyLookup;
}

/// <summary>
/// The keys that an issuer publishes at an address, kept for an hour. A key id that is not among them is asked for again, but
/// however many unknown ids clients make up, the address is asked by one request at a time and not more often than
/// every <see cref="ShortestInterval"/>.
/// </summary>
internal sealed class JwksEndpoint(Uri address, HttpClient http, TimeProvider time)
{
    public const int MaxResponseLength = 1 << 17;
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private Task<Snapshot>? _fetch; // under the lock
    private volatile Snapshot _snapshot = Snapshot.None;

    public async ValueTask<KeyLookup> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        var snapshot = _snapshot;
        if (!IsFresh(snapshot) || !snapshot.Keys.ContainsKey(keyId))
            snapshot = await RefreshAsync().WaitAsync(cancellationToken);

        if (IsFresh(snapshot) && snapshot.Keys.TryGetValue(keyId, out var key))
            return new KeyLookup.Found(key);
        // A key that is not in an old set may be in the new one that could not be had.
        return snapshot.Failure is { } failure ? new KeyLookup.Unavailable(failure) : new KeyLookup.NotFound();
    }

    private bool IsFresh(Snapshot snapshot) => snapshot.FetchedAt + Lifetime > time.GetUtcNow();

    // Shared by all who wait, so no single caller's cancellation ends it.
    private Task<Snapshot> RefreshAsync()
    {
        lock (_lock)
        {
            if (_fetch is { IsCompleted: false } running)
                return running;
            if (_snapshot.AskedAt is { } asked && asked + ShortestInterval > time.GetUtcNow())
                return Task.FromResult(_snapshot);
            return _fetch = Task.Run(FetchAsync);
        }
    }

    private async Task<Snapshot> FetchAsync()
    {
        var known = _snapshot;
        var now = time.GetUtcNow();
        try
        {
            using var timeout = new CancellationTokenSource(Timeout, time);
            _snapshot = new Snapshot(await ReadAsync(timeout.Token), FetchedAt: now, AskedAt: now, Failure: null);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            _snapshot = known with { AskedAt = now, Failure = $"the keys at {address} could not be read: {exception.Message}" };
        }
        return _snapshot;
    }

    private async Task<FrozenDictionary<string, VerificationKey>> ReadAsync(CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);

        var buffer = ArrayPool<byte>.Shared.Rent(MaxResponseLength + 1);
        try
        {
            var length = await body.ReadAtLeastAsync(
                buffer.AsMemory(0, MaxResponseLength + 1), MaxResponseLength + 1, throwOnEndOfStream: false, cancellationToken);
            return length <= MaxResponseLength
                ? JwksDocument.Read(buffer.AsSpan(0, length))
                : throw new HttpRequestException($"the response is longer than {MaxResponseLength} bytes");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <param name="FetchedAt">When these keys were asked for.</param>
    /// <param name="AskedAt">When the address was last asked; null for never.</param>
    /// <param name="Failure">Why that brought nothing.</param>
    private sealed record Snapshot(
        FrozenDictionary<string, VerificationKey> Keys, DateTimeOffset FetchedAt, DateTimeOffset? AskedAt, string? Failure)
    {
        public static readonly Snapshot None = new(FrozenDictionary<string, VerificationKey>.Empty, DateTimeOffset.MinValue, null, null);
    }
}
