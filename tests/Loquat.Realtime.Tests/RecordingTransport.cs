using System.Threading.Channels;
using Loquat.Protocol;
using Loquat.Protocol.WebSockets;

namespace Loquat.Realtime.Tests;

/// <summary>A peer that reads what it is sent, message by message, or stops reading when a test wants it to.</summary>
internal sealed class RecordingTransport(WireEncoding encoding) : ITransport
{
    private readonly Channel<string> _messages = System.Threading.Channels.Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource<Disconnect> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte> _unread = [];
    private TaskCompletionSource? _stall;
    private int _sends;

    public string Name => "recording";

    public WireEncoding Encoding { get; } = encoding;

    public FrameFormat Format => FrameFormat.WebSocket;

    /// <summary>Messages in the order of their arrival.</summary>
    public ChannelReader<string> Messages => _messages.Reader;

    /// <summary>Completes when the engine closes the transport.</summary>
    public Task<Disconnect> Closed => _closed.Task;

    /// <summary>Completes when the engine first waits for this peer to read.</summary>
    public Task Stuck => _stuck.Task;

    /// <summary>Calls that sent something.</summary>
    public int Sends => Volatile.Read(ref _sends);

    /// <summary>Bytes that one call takes at most.</summary>
    public int MostAtOnce { get; set; } = int.MaxValue;

    /// <summary>Breaks the promise of every transport.</summary>
    public bool Throws { get; set; }

    /// <summary>Called by every attempt to send.</summary>
    public Action? OnSend { get; set; }

    /// <summary>The peer reads nothing more until <see cref="Resume"/>.</summary>
    public void Stall() => _stall = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume()
    {
        var stall = _stall!;
        _stall = null;
        stall.SetResult();
    }

    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        Interlocked.Increment(ref _sends);
        OnSend?.Invoke();
        if (Throws)
            throw new InvalidOperationException("on purpose");
        if (_stall is not null)
            return 0;

        var taken = Math.Min(bytes.Length, MostAtOnce);
        Take(bytes[..taken]);
        return taken;
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        _stuck.TrySetResult();
        if (_stall is { } stall)
            await Task.WhenAny(stall.Task, Closed);
        if (!Closed.IsCompleted)
            Take(bytes.Span);
    }

    public void Close(Disconnect disconnect)
    {
        _closed.TrySetResult(disconnect);
        _messages.Writer.TryComplete(new InvalidOperationException($"The connection was closed with {disconnect.Code}."));
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        Assert.False(Closed.IsCompleted, "Something was sent after the close.");
        _unread.AddRange(bytes);
        while (FrameHeader.Read([.. _unread], FrameSender.Server, compression: false, out var header) == HeaderRead.Complete &&
            _unread.Count >= header.Length + header.PayloadLength)
        {
            var payload = _unread.Slice(header.Length, (int)header.PayloadLength).ToArray();
            _unread.RemoveRange(0, header.Length + payload.Length);
            _messages.Writer.TryWrite(Encoding == WireEncoding.Json
                ? System.Text.Encoding.UTF8.GetString(payload)
                : Convert.ToHexStringLower(payload));
        }
    }
}
