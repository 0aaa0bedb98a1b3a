namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>
/// Kestrel's limit of connections, for those that Kestrel does not know of. It counts all that come in by loops, the ones that are Kestrel's in the end
/// as well.
/// </summary>
/// <param name="limit">Null for none.</param>
internal sealed class ConnectionLimit(long? limit)
{
    private long _count;

    public bool TryTake()
    {
        if (Interlocked.Increment(ref _count) <= (limit ?? long.MaxValue))
            return true;

        Release();
        return false;
    }

    public void Release() => Interlocked.Decrement(ref _count);
}
