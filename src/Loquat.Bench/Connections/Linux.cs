using System.Runtime.InteropServices;

namespace Loquat.Bench.Connections;

/// <summary>
/// The calls of Linux that let one thread hold ten thousand connections for next to nothing. A client that costs as much as the server it
/// measures would measure itself.
/// </summary>
internal static unsafe partial class Linux
{
    public const int ControlAdd = 1;
    public const int ControlRemove = 2;
    public const int ControlChange = 3;
    public const uint Readable = 0x001;
    public const uint Writable = 0x004;

    // MSG_DONTWAIT | MSG_NOSIGNAL.
    private const int WithoutWaiting = 0x40 | 0x4000;

    /// <summary>How many bytes were sent; negative if none could be.</summary>
    public static int Send(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
            return (int)SendCore(descriptor, start, bytes.Length, WithoutWaiting);
    }

    /// <summary>How many bytes came; 0 at the end, negative if there are none now.</summary>
    public static int Receive(int descriptor, Span<byte> bytes)
    {
        fixed (byte* start = bytes)
            return (int)ReceiveCore(descriptor, start, bytes.Length, WithoutWaiting);
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int CreatePoll(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int ControlPoll(int poll, int operation, int descriptor, byte* what);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int WaitForPoll(int poll, byte* events, int count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "send"), SuppressGCTransition]
    private static partial nint SendCore(int descriptor, byte* bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv"), SuppressGCTransition]
    private static partial nint ReceiveCore(int descriptor, byte* bytes, nint length, int flags);
}
