namespace Loquat.Chat.Files;

/// <summary>How many bytes each person is bringing at the moment: they are part of what one may have lying around, and no row tells of them yet.</summary>
public sealed class LooseAllowance
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, long> _arriving = [];

    /// <summary>Counts these bytes until it is disposed.</summary>
    internal Claim Take(long userId, long bytes)
    {
        lock (_gate)
        {
            var all = _arriving[userId] = _arriving.GetValueOrDefault(userId) + bytes;
            return new Claim(this, userId, bytes, all);
        }
    }

    private void Release(long userId, long bytes)
    {
        lock (_gate)
        {
            // An empty file counts for nothing, and may end after the last that counts.
            var left = _arriving.GetValueOrDefault(userId) - bytes;
            if (left == 0)
                _arriving.Remove(userId);
            else
                _arriving[userId] = left;
        }
    }

    /// <param name="all">Everything that was arriving for this person when it was taken, itself included.</param>
    internal sealed class Claim(LooseAllowance allowance, long userId, long bytes, long all) : IDisposable
    {
        public long All => all;

        public void Dispose() => allowance.Release(userId, bytes);
    }
}
