using Loquat.Protocol;
using Loquat.Protocol.WebSockets;

namespace Loquat.Realtime.AspNetCore.WebSockets;

/// <summary>
/// The sending half of a WebSocket connection. Two write to it: the engine, in whole frames that may be cut where the peer reads slowly, and
/// the reading half, which answers pings and closes. A control frame never lands inside a cut frame: it waits until that one is through.
/// </summary>
/// <remarks>
/// The wire belongs to nobody, or to one writer while <c>_taken</c> is set: the opening handshake, the engine between a cut
/// <see cref="TrySend"/> and the end of its <see cref="SendAsync"/>, or a control frame that did not fit. Who gives it back first
/// sends the control frame that came meanwhile, then hands the wire to an engine that waits.
/// </remarks>
internal abstract class WebSocketTransport(WebSocketForm form, TimeProvider time) : ITransport, IDisposable
{
    /// <summary>How long the peer has to answer a Close frame.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private bool _taken = true;
    private bool _takenByEngine;
    private bool _isOver;
    private bool _isClosing;
    private bool _finishAfterClose;
    private byte[]? _control;
    private TaskCompletionSource? _turn;
    private Task _controlSent = Task.CompletedTask;
    private ITimer? _closeTimer;

    public string Name => form.IsUnidirectional ? "uni_websocket" : "websocket";

    public WireEncoding Encoding => form.Encoding;

    public FrameFormat Format => form.IsUnidirectional ? FrameFormat.UniWebSocket : FrameFormat.WebSocket;

    public bool PingsNatively => form.PingsNatively;

    public FrameDeflater? Deflater => form.Deflater;

    /// <summary>True once a Close frame is on its way: messages of the peer no longer count.</summary>
    public bool IsClosing => Volatile.Read(ref _isClosing);

    /// <summary>Sends the answer to the opening handshake, empty if something else has sent it, and lets frames out after it.</summary>
    public async Task OpenAsync(ReadOnlyMemory<byte> answer)
    {
        // It nearly always fits. What a socket waits with for room, it keeps from then on.
        if (!answer.IsEmpty && Write(answer.Span) is var sent && sent < answer.Length)
            await WriteAsync(answer[sent..]);
        await GiveBackAsync();
    }

    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_isOver || _isClosing)
                return bytes.Length;
            if (_taken)
                return 0;

            var sent = Write(bytes);
            _taken = _takenByEngine = sent < bytes.Length;
            return sent;
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (TakeForEngine(out var isCutFrame) is { } turn)
            await turn;
        if (isCutFrame || !IsDone)
            await WriteAsync(bytes);
        await GiveBackAsync();
    }

    public void Close(Disconnect disconnect)
    {
        if (disconnect.Code != Disconnect.ConnectionClosed.Code)
            SendClose([.. FarewellOf(disconnect), .. WebSocketFrames.ServerClose((ushort)disconnect.Code, disconnect.Reason)], lastWord: false);
        else if (!IsDone)
            // Nothing is to be said. If a Close frame is on its way already, this must not cut it off.
            Abort();
    }

    /// <param name="lastWord">True if nothing the peer says can be understood any more: sending ends with the Close frame.</param>
    public void Close(ushort code, string reason, bool lastWord) => SendClose(WebSocketFrames.ServerClose(code, reason), lastWord);

    /// <summary>Answers the peer's Close frame, unless it was an answer itself.</summary>
    public void EchoClose(ushort code) =>
        SendClose(code == CloseCode.None ? WebSocketFrames.Server(Opcode.Close, default) : WebSocketFrames.ServerClose(code, ""), lastWord: false);

    /// <summary>Answers a ping. While the wire is taken only the newest waits: RFC 6455, 5.5.3 asks for no more.</summary>
    public void SendPong(ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            if (!_isClosing)
                SendControl(WebSocketFrames.Server(Opcode.Pong, payload));
        }
    }

    /// <summary>Drops the connection without a word; the reading half then ends.</summary>
    public abstract void Abort();

    /// <summary>The reading half has ended: nothing is sent from here on, so that the connection's resources may go.</summary>
    public async Task EndAsync()
    {
        Task control;
        lock (_gate)
        {
            Volatile.Write(ref _isOver, true);
            _turn?.TrySetResult();
            control = _controlSent;
        }

        await control;
    }

    public void Dispose() => _closeTimer?.Dispose();

    /// <summary>Writes what fits now. A broken connection takes everything.</summary>
    protected abstract int Write(ReadOnlySpan<byte> bytes);

    /// <summary>Writes all of it. Does not throw.</summary>
    protected abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Tells the peer that nothing more follows, if the connection can say that.</summary>
    protected abstract void FinishWriting();

    /// <summary>A client without an SDK gets the reason like everything else, as a push.</summary>
    private byte[] FarewellOf(Disconnect disconnect) => form.IsUnidirectional
        ? TransportFrames.Encode(Format, Encoding, new Reply.Pushed(new Push.Disconnect(disconnect.Code, disconnect.Reason)))
        : [];

    private bool IsDone => IsClosing || Volatile.Read(ref _isOver);

    private void SendClose(byte[] frame, bool lastWord)
    {
        lock (_gate)
        {
            if (_isClosing || _isOver)
                return;

            Volatile.Write(ref _isClosing, true);
            _finishAfterClose = lastWord;
            _closeTimer = time.CreateTimer(static transport => ((WebSocketTransport)transport!).Abort(), this, CloseTimeout, Timeout.InfiniteTimeSpan);
            SendControl(frame);
        }
    }

    private void SendControl(byte[] frame)
    {
        if (_taken)
        {
            _control = frame;
            return;
        }

        var sent = Write(frame);
        if (sent < frame.Length)
        {
            _taken = true;
            _controlSent = FinishControlAsync(frame.AsMemory(sent));
        }
        else if (_isClosing && _finishAfterClose)
        {
            FinishWriting();
        }
    }

    private async Task FinishControlAsync(ReadOnlyMemory<byte> rest)
    {
        await WriteAsync(rest);
        await GiveBackAsync();
    }

    /// <summary>Null if the wire is the engine's now, else what completes when it is.</summary>
    /// <param name="isCutFrame">True if the engine had it before, for the beginning of what is to be sent now.</param>
    private Task? TakeForEngine(out bool isCutFrame)
    {
        lock (_gate)
        {
            isCutFrame = _takenByEngine;
            if (_takenByEngine || _isOver)
                return null;
            if (_taken)
                return (_turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

            _taken = _takenByEngine = true;
            return null;
        }
    }

    private async ValueTask GiveBackAsync()
    {
        while (NextControl() is { } control)
            await WriteAsync(control);
    }

    /// <summary>Null if none waits; the wire is then the engine's, if it waits, or free.</summary>
    private byte[]? NextControl()
    {
        lock (_gate)
        {
            if (_control is { } control)
            {
                _control = null;
                return control;
            }

            if (_isClosing && _finishAfterClose)
                FinishWriting();

            _takenByEngine = _taken = _turn is not null;
            _turn?.TrySetResult();
            _turn = null;
            return null;
        }
    }
}
