using System.Security.Cryptography;
using Loquat.Protocol;

namespace Loquat.Realtime.Postgres.Streams;

/// <summary>A channel's stream as its locked row says it, and as it will say it. The rules are those of a stream in memory.</summary>
internal sealed class StreamRow
{
    /// <summary>How long a stream without any publication is remembered: clients can make such streams by naming channels.</summary>
    public static readonly TimeSpan EmptyMetaTtl = TimeSpan.FromMinutes(2);

    private const string EpochLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public required string Channel { get; init; }
    public required string Epoch { get; set; }
    public required long Top { get; set; }

    /// <summary>Publications up to here are kept no longer.</summary>
    public required long Floor { get; set; }
    public required long ExpireAt { get; set; }
    public required long ForgetAt { get; set; }
    public required long Version { get; set; }
    public required string VersionEpoch { get; set; }

    public StreamPosition Position => new((ulong)Top, Epoch);

    public static string NewEpoch() => RandomNumberGenerator.GetString(EpochLetters, 8);

    /// <summary>A row that is forgotten, or has just been made, is a new stream.</summary>
    public void Refresh(long now)
    {
        if (ForgetAt > now)
            return;

        (Epoch, Top, Floor, ExpireAt, ForgetAt, Version, VersionEpoch) = (NewEpoch(), 0, 0, 0, 0, 0, "");
    }

    public Publication Append(Publication publication, Retention retention, long now)
    {
        if (ExpireAt <= now)
            Floor = Top;
        Top++;
        Floor = Math.Max(Floor, Top - retention.Size);
        ExpireAt = now + (long)retention.Ttl.TotalMilliseconds;
        return publication with { Offset = (ulong)Top, Epoch = Top == 1 ? Epoch : "" };
    }

    public void Touch(Retention retention, long now) => KeepUntil(now + (long)MetaTtl(retention, Top).TotalMilliseconds);

    public void KeepUntil(long time) => ForgetAt = Math.Max(ForgetAt, time);

    /// <summary>False if this version, or a later one, was taken before.</summary>
    public bool TryTakeVersion(ulong version, string versionEpoch)
    {
        if (version <= (ulong)Version && (versionEpoch.Length == 0 || versionEpoch == VersionEpoch))
            return false;

        (Version, VersionEpoch) = ((long)version, versionEpoch);
        return true;
    }

    /// <summary>How long after its use a stream is remembered.</summary>
    public static TimeSpan MetaTtl(Retention retention, long top) =>
        top == 0 && retention.MetaTtl > EmptyMetaTtl ? EmptyMetaTtl : retention.MetaTtl;
}
