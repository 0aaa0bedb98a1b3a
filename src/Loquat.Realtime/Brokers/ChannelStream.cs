using System.Security.Cryptography;
using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>One channel's stream in memory. Its owner holds <see cref="Gate"/> around every call.</summary>
internal sealed class ChannelStream
{
    /// <summary>
    /// How long a stream without any publication is remembered after its last use. Short, since a client can make such streams by naming
    /// channels; long against the position check, which keeps those with subscribers.
    /// </summary>
    private static readonly TimeSpan EmptyMetaTtl = TimeSpan.FromMinutes(2);

    private const string EpochLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private Publication[] _ring = [];
    private int _start;
    private int _count;
    private ulong _top;
    private ulong _version;
    private string _versionEpoch = "";
    private DateTimeOffset _publicationsExpireAt;
    private DateTimeOffset _forgetAt = DateTimeOffset.MaxValue;
    private Dictionary<string, (StreamPosition Result, DateTimeOffset ForgetAt)>? _results;

    public Lock Gate { get; } = new();

    /// <summary>True once the owner has dropped the stream: whoever still holds it looks it up again.</summary>
    public bool Forgotten { get; private set; }

    public string Epoch { get; } = RandomNumberGenerator.GetString(EpochLetters, 8);

    public StreamPosition Top => new(_top, Epoch);

    public Publication Append(Publication publication, Retention retention, DateTimeOffset now)
    {
        Expire(now);
        _top++;
        var stored = publication with { Offset = _top, Epoch = _top == 1 ? Epoch : "" };
        MakeRoom(retention.Size);
        _ring[(_start + _count++) % _ring.Length] = stored;
        _publicationsExpireAt = now + retention.Ttl;
        Touch(retention, now);
        return stored;
    }

    public IReadOnlyList<Publication> Read(HistoryQuery query, DateTimeOffset now)
    {
        Expire(now);
        var first = _top - (ulong)_count + 1;
        var (from, to) = query.Reverse
            ? (first, query.Since is { } before ? Math.Min(_top, before.Offset - 1) : _top)
            : (query.Since is { } after ? Math.Max(first, after.Offset + 1) : first, _top);
        // Nothing is said of a place that the stream has not reached, in either direction (A13 of the transcripts' differences).
        if (_count == 0 || from > to || query.Limit == 0 || query.Since?.Offset > _top)
            return [];

        var length = to - from + 1;
        var taken = query.Limit < 0 ? (int)length : (int)Math.Min((ulong)query.Limit, length);
        var result = new Publication[taken];
        for (var i = 0; i < taken; i++)
            result[i] = At(query.Reverse ? to - (ulong)i : from + (ulong)i, first);
        return result;
    }

    /// <summary>Keeps the position for as long as a used stream is remembered.</summary>
    public void Touch(Retention retention, DateTimeOffset now)
    {
        var ttl = _top == 0 && retention.MetaTtl > EmptyMetaTtl ? EmptyMetaTtl : retention.MetaTtl;
        var forgetAt = now + ttl;
        if (_forgetAt == DateTimeOffset.MaxValue || forgetAt > _forgetAt)
            _forgetAt = forgetAt;
    }

    public void Clear()
    {
        _ring = [];
        _start = _count = 0;
    }

    /// <summary>False if this version, or a later one, was taken before.</summary>
    public bool TryTakeVersion(ulong version, string versionEpoch)
    {
        if (version <= _version && (versionEpoch.Length == 0 || versionEpoch == _versionEpoch))
            return false;

        (_version, _versionEpoch) = (version, versionEpoch);
        return true;
    }

    public bool TryGetResult(string idempotencyKey, DateTimeOffset now, out StreamPosition result)
    {
        result = StreamPosition.Start;
        if (_results is null || !_results.TryGetValue(idempotencyKey, out var known) || known.ForgetAt <= now)
            return false;

        result = known.Result;
        return true;
    }

    public void RememberResult(string idempotencyKey, StreamPosition result, DateTimeOffset forgetAt)
    {
        _results ??= [];
        _results[idempotencyKey] = (result, forgetAt);
        if (forgetAt > _forgetAt || _forgetAt == DateTimeOffset.MaxValue)
            _forgetAt = forgetAt;
    }

    /// <summary>Drops what is too old; true if that is everything, and the stream is to be forgotten.</summary>
    public bool Sweep(DateTimeOffset now)
    {
        Expire(now);
        if (_results is not null)
        {
            foreach (var (key, known) in _results)
            {
                if (known.ForgetAt <= now)
                    _results.Remove(key);
            }
        }
        return Forgotten = _forgetAt <= now;
    }

    /// <summary>True if it is to be forgotten, or was.</summary>
    public bool IsOver(DateTimeOffset now)
    {
        if (_forgetAt <= now)
            Forgotten = true;
        return Forgotten;
    }

    private Publication At(ulong offset, ulong first) => _ring[(_start + (int)(offset - first)) % _ring.Length];

    private void Expire(DateTimeOffset now)
    {
        if (_count > 0 && _publicationsExpireAt <= now)
            Clear();
    }

    private void MakeRoom(int size)
    {
        while (_count >= size)
        {
            _ring[_start] = null!;
            _start = (_start + 1) % _ring.Length;
            _count--;
        }
        if (_count < _ring.Length)
            return;

        var larger = new Publication[Math.Min(size, Math.Max(4, _ring.Length * 2))];
        for (var i = 0; i < _count; i++)
            larger[i] = _ring[(_start + i) % _ring.Length];
        (_ring, _start) = (larger, 0);
    }
}
