using Microsoft.Win32.SafeHandles;

namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>
/// A file descriptor of ours. It is closed when the last call that uses it has returned: its number cannot come to mean another connection under
/// the hands of a thread that still writes.
/// </summary>
internal sealed class Descriptor : SafeHandleMinusOneIsInvalid
{
    public Descriptor(int descriptor)
        : base(ownsHandle: true) => SetHandle(descriptor);

    /// <summary>Gives the descriptor away: whoever takes it closes it.</summary>
    public nint Release()
    {
        var descriptor = handle;
        SetHandleAsInvalid();
        return descriptor;
    }

    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;
}
