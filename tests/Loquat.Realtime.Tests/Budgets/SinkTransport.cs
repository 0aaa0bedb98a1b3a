using Loquat.Protocol;

namespace Loquat.Realtime.Tests.Budgets;

/// <summary>A peer that reads everything at once and remembers nothing: what is allocated is the engine's.</summary>
internal sealed class SinkTransport(WireEncoding encoding, SendCount sends) : ITransport
{
    public string Name => "sink";

    public WireEncoding Encoding => encoding;

    public FrameFormat Format => FrameFormat.WebSocket;

    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        sends.Add();
        return bytes.Length;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => ValueTask.CompletedTask;

    public void Close(Disconnect disconnect)
    {
        // Nobody is there to be told.
    }
}

/// <summary>How often something was sent, to anybody.</summary>
internal sealed class SendCount
{
    private readonly Lock _gate = new();
    private long _count;
    private long _awaited;
    private TaskCompletionSource? _reached;

    public void Add()
    {
        lock (_gate)
        {
            if (++_count == _awaited)
                _reached?.SetResult();
        }
    }

    /// <summary>Completes after so many more than were awaited before.</summary>
    public Task MoreAsync(int sends)
    {
        lock (_gate)
        {
            _awaited += sends;
            _reached = _count >= _awaited ? null : new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _reached?.Task ?? Task.CompletedTask;
        }
    }
}
