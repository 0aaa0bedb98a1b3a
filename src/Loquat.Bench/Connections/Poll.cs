using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Loquat.Bench.Connections;

/// <summary>Says which of many descriptors have something to read, by the number each was added with. For one thread.</summary>
internal sealed unsafe class Poll : IDisposable
{
    private const int MostEvents = 1024;

    // The kernel's struct epoll_event is packed on x86 only.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;
    private static readonly int EventSize = DataOffset + 8;

    private readonly int _poll = Linux.CreatePoll(0);
    private readonly byte* _events = (byte*)NativeMemory.Alloc((nuint)(MostEvents * EventSize));

    public Poll()
    {
        if (_poll < 0)
            throw new Win32Exception();
    }

    public void Add(int descriptor, int number, uint what = Linux.Readable) => Control(Linux.ControlAdd, descriptor, number, what);

    public void Change(int descriptor, int number, uint what) => Control(Linux.ControlChange, descriptor, number, what);

    public void Remove(int descriptor) => Control(Linux.ControlRemove, descriptor, 0, 0);

    /// <summary>How many are ready, after waiting that long for the first at most; then ask <see cref="Number"/>.</summary>
    public int Wait(int milliseconds) => Math.Max(0, Linux.WaitForPoll(_poll, _events, MostEvents, milliseconds));

    public int Number(int index) => *(int*)(_events + index * EventSize + DataOffset);

    public uint Ready(int index) => *(uint*)(_events + index * EventSize);

    public void Dispose()
    {
        _ = Linux.Close(_poll);
        NativeMemory.Free(_events);
    }

    private void Control(int operation, int descriptor, int number, uint what)
    {
        var entry = stackalloc byte[EventSize];
        *(uint*)entry = what;
        *(long*)(entry + DataOffset) = number;
        if (Linux.ControlPoll(_poll, operation, descriptor, entry) < 0)
            throw new Win32Exception();
    }
}
