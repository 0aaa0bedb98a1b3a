using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>
/// The system calls that the loops are made of. None of them waits but <see cref="Wait"/>. They keep the usual transition of the garbage collector:
/// a send takes microseconds in the kernel, and a collection must not be held up for that long by each of several threads.
/// </summary>
internal static partial class Libc
{
    // New descriptors are plain numbers here: C returns 32 bits, of which a handle would make a pointer, and -1 would be none.
    public const int CloseOnExec = 0x80000;
    public const int NonBlocking = 0x800;

    /// <summary>MSG_DONTWAIT and MSG_NOSIGNAL: an error in the place of a wait or a signal.</summary>
    public const int NeverBlock = 0x40 | 0x4000;
    public const int Peek = 0x2;

    public const int Add = 1;
    public const int Remove = 2;
    public const int Modify = 3;

    public const int OpenFiles = 7;

    public const int ShutdownSend = 1;
    public const int ShutdownBoth = 2;

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int CreateEpoll(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int Control(Descriptor epoll, int operation, SafeHandle target, ref byte registration);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int Wait(Descriptor epoll, ref byte events, int capacity, int timeout);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int CreateEvent(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(Descriptor target, in ulong value, nuint length);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    public static partial int Accept(SafeHandle listening, ref byte address, ref uint addressLength, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(Descriptor socket, ref byte buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(Descriptor socket, in byte buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Shutdown(Descriptor socket, int how);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    public static partial int GetLimit(int resource, out ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);
}

/// <summary>struct rlimit of 64-bit systems.</summary>
internal readonly record struct ResourceLimit(ulong Current, ulong Greatest);
