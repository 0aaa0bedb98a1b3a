using System.Runtime.InteropServices;

namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>What is told of a descriptor, and what is asked for (epoll_ctl(2)).</summary>
[Flags]
internal enum Readiness : uint
{
    None = 0,
    Readable = 0x1,
    Writable = 0x4,
    Failed = 0x8,
    HungUp = 0x10,

    /// <summary>The peer sends no more.</summary>
    PeerIsDone = 0x2000,

    /// <summary>Tell when it becomes so, not as long as it is.</summary>
    EdgeTriggered = 1u << 31,
}

/// <summary>Room for what one wait reports. The layout in memory differs between processors, which no struct can express.</summary>
internal sealed class ReadinessBuffer(int capacity)
{
    // struct epoll_event is packed on x86, and only there.
    private static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;
    private static readonly int Size = IsPacked ? 12 : 16;
    private static readonly int TokenOffset = IsPacked ? 4 : 8;

    // Pinned for good: a wait may last for hours, and what is pinned on the way would be in the collector's way.
    private readonly byte[] _events = GC.AllocateArray<byte>(capacity * Size, pinned: true);

    public ref byte First => ref _events[0];

    public int Capacity => capacity;

    public (Readiness Readiness, ulong Token) this[int index] =>
        (MemoryMarshal.Read<Readiness>(_events.AsSpan(index * Size)), MemoryMarshal.Read<ulong>(_events.AsSpan(index * Size + TokenOffset)));

    /// <summary>Adds a descriptor to an epoll instance, changes what it is asked for, or takes it out. False if the system refuses, or either is closed.</summary>
    public static bool TryRegister(Descriptor epoll, int operation, SafeHandle target, Readiness interest, ulong token)
    {
        Span<byte> registration = stackalloc byte[16];
        MemoryMarshal.Write(registration, interest);
        MemoryMarshal.Write(registration[TokenOffset..], token);
        try
        {
            return Libc.Control(epoll, operation, target, ref registration[0]) == 0;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }
}
