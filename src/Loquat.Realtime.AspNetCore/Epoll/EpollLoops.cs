using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>The loops of this process, started when the first listener asks for one.</summary>
[SupportedOSPlatform("linux")]
internal sealed class EpollLoops(IOptions<RealtimeHttpOptions> options, ILoggerFactory loggers) : IDisposable
{
    private readonly Lazy<EpollLoop[]> _loops = new(() => Start(options.Value.Epoll.Loops, loggers.CreateLogger<EpollLoop>()));
    private uint _next;

    /// <summary>Who is on any of the loops at this moment.</summary>
    public IEnumerable<ILoopMember> Members => _loops.Value.SelectMany(loop => loop.Members);

    public int Count => _loops.Value.Length;

    /// <summary>Null if they run, else why the system does not let them.</summary>
    public string? TryStart()
    {
        try
        {
            _ = _loops.Value;
            return null;
        }
        catch (Exception refusal) when (refusal is IOException or DllNotFoundException or EntryPointNotFoundException)
        {
            return refusal.Message;
        }
    }

    /// <summary>Members are dealt out to the loops in turn.</summary>
    public EpollLoop Next() => _loops.Value[Interlocked.Increment(ref _next) % _loops.Value.Length];

    public void Dispose()
    {
        if (!_loops.IsValueCreated)
            return;
        foreach (var loop in _loops.Value)
            loop.Dispose();
    }

    private static EpollLoop[] Start(int count, ILogger logger) =>
        [.. Enumerable.Range(0, count > 0 ? count : Environment.ProcessorCount).Select(number => new EpollLoop(number, logger))];
}
