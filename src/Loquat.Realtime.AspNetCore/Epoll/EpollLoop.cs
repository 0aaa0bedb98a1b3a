using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;

namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>Who is told what becomes of a descriptor.</summary>
internal interface ILoopMember
{
    /// <summary>Called on the loop's own thread; returns quickly.</summary>
    void Signal(Readiness readiness);
}

/// <summary>
/// One epoll instance and the thread that waits on it. The thread does nothing but pass on what it is told, so that nobody can hold it up.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class EpollLoop : IDisposable
{
    private const int BatchSize = 256;
    private const ulong StopToken = ulong.MaxValue;

    // While so much is there to be read that the readers are behind, each event would only interrupt them. Not for long: they may be blocked.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly Descriptor _epoll = Created(Libc.CreateEpoll(Libc.CloseOnExec));
    private readonly Descriptor _stop = Created(Libc.CreateEvent(0, Libc.CloseOnExec | Libc.NonBlocking));
    private readonly LoopMembers _members = new();
    private readonly Thread _thread;

    public EpollLoop(int number, ILogger logger)
    {
        Logger = logger;
        if (!ReadinessBuffer.TryRegister(_epoll, Libc.Add, _stop, Readiness.Readable, StopToken))
            throw Failure("epoll_ctl", Marshal.GetLastPInvokeError());

        _thread = new Thread(Run) { IsBackground = true, Name = $"epoll {number}" };
        _thread.Start();
    }

    public ILogger Logger { get; }

    public ReadyQueue Ready { get; } = new();

    /// <summary>Those who are on the loop at this moment.</summary>
    public ILoopMember[] Members => _members.ToArray();

    /// <summary>False if the system refuses to watch one more.</summary>
    /// <param name="token">Stands for the member in all that follows, and is not used again.</param>
    public bool TryAdd(ILoopMember member, SafeHandle descriptor, Readiness interest, out ulong token)
    {
        token = _members.Add(member);
        if (ReadinessBuffer.TryRegister(_epoll, Libc.Add, descriptor, interest, token))
            return true;

        _members.Remove(token);
        return false;
    }

    /// <summary>Asks for something else, and is told at once if it is so already. False if the descriptor is watched no more.</summary>
    public bool TryChange(SafeHandle descriptor, Readiness interest, ulong token) =>
        ReadinessBuffer.TryRegister(_epoll, Libc.Modify, descriptor, interest, token);

    public void Remove(SafeHandle descriptor, ulong token)
    {
        _ = ReadinessBuffer.TryRegister(_epoll, Libc.Remove, descriptor, Readiness.None, token);
        Forget(token);
    }

    /// <summary>For a descriptor that is about to be closed, which ends the watching by itself.</summary>
    public void Forget(ulong token) => _members.Remove(token);

    /// <summary>Ends the thread and waits for that. Members hear nothing any more.</summary>
    public void Dispose()
    {
        if (_stop.IsClosed)
            return;

        _ = Libc.Write(_stop, 1, sizeof(ulong));
        _thread.Join();
        _stop.Dispose();
        _epoll.Dispose();
    }

    private void Run()
    {
        var events = new ReadinessBuffer(BatchSize);
        var members = new ILoopMember?[BatchSize];
        while (true)
        {
            var count = Libc.Wait(_epoll, ref events.First, events.Capacity, Timeout.Infinite);
            if (count < 0 && Marshal.GetLastPInvokeError() is var error and not Errno.Interrupted)
                throw Failure("epoll_wait", error);

            // Whoever is gone by now is not told: another one may have its place, but never its token.
            _members.Find(events, count, members);
            var areBehind = !Ready.IsEmpty;
            for (var i = 0; i < count; i++)
            {
                if (events[i].Token == StopToken)
                    return;
                Signal(members[i], events[i].Readiness);
                members[i] = null;
            }
            if (areBehind)
                Ready.WaitUntilEmpty(Pause);
        }
    }

    private void Signal(ILoopMember? member, Readiness readiness)
    {
        try
        {
            member?.Signal(readiness);
        }
        catch (Exception fault)
        {
            Logger.SocketFailed(fault);
        }
    }

    private static Descriptor Created(int descriptor) =>
        descriptor < 0 ? throw Failure("The loop's descriptor", Marshal.GetLastPInvokeError()) : new Descriptor(descriptor);

    private static IOException Failure(string what, int error) => new($"{what} failed: {Marshal.GetPInvokeErrorMessage(error)}");
}
