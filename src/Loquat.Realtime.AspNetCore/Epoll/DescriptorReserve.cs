namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>
/// Descriptors that are not for connections: the last ones that the process may open. The runtime opens a pipe for each thread that it starts, and ends
/// the process when it cannot; files, databases and other servers need some as well.
/// </summary>
internal static class DescriptorReserve
{
    public const int Size = 64;

    /// <summary>False if a connection that is accepted now would be one of them.</summary>
    public static bool IsWhole()
    {
        // A new descriptor has the lowest number that is free: all below it are taken.
        var lowest = Libc.CreateEvent(0, Libc.CloseOnExec | Libc.NonBlocking);
        if (lowest < 0)
            return false;

        _ = Libc.Close(lowest);
        return Libc.GetLimit(Libc.OpenFiles, out var limit) != 0 || (ulong)lowest < limit.Current - Math.Min(Size, limit.Current / 4);
    }
}
