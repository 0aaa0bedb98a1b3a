using System.Buffers;
using System.IO.Pipelines;
using Loquat.Protocol;
using Microsoft.AspNetCore.Http;

namespace Loquat.Realtime.AspNetCore.HttpStreams;

/// <summary>
/// A response that goes on for as long as its connection lives (sections 6 and 7). One batch is on its way at a time: while the peer does not
/// take it, nothing more is accepted, and what waits is the engine's to count.
/// </summary>
internal sealed class StreamTransport(HttpContext context, StreamForm form, TimeProvider time) : ITransport
{
    /// <summary>How long the peer has to take what is left when the connection is closed.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PipeWriter _output = context.Response.BodyWriter;
    private Task? _sent;
    private bool _isClosing;

    public string Name => form.Name;

    public WireEncoding Encoding => form.Encoding;

    public FrameFormat Format => form.Format;

    /// <summary>Completes when the last byte has been sent: the response may end.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Sends the head of the response, and lets messages out after it.</summary>
    public async Task OpenAsync()
    {
        try
        {
            await StreamHead.StartAsync(context, form);
            if (form.Opening.Length > 0)
                await SendNowAsync(form.Opening);
        }
        finally
        {
            _opened.SetResult();
        }
    }

    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_isClosing)
                return bytes.Length;
            if (!Sent.IsCompleted)
                return 0;

            _sent = SendNowAsync(bytes);
            return bytes.Length;
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        Task sent;
        lock (_gate)
            sent = Sent;
        await sent;

        lock (_gate)
        {
            if (_isClosing)
                return;
            sent = _sent = SendNowAsync(bytes.Span);
        }
        await sent;
    }

    public void Close(Disconnect disconnect)
    {
        lock (_gate)
        {
            if (_isClosing)
                return;

            _isClosing = true;
            _sent = CloseAsync(Sent, disconnect);
        }
    }

    private Task Sent => _sent ?? _opened.Task;

    private async Task CloseAsync(Task before, Disconnect disconnect)
    {
        await using (time.CreateTimer(static context => ((HttpContext)context!).Abort(), context, CloseTimeout, Timeout.InfiniteTimeSpan))
        {
            await before;
            // Who has gone is told nothing.
            if (disconnect.Code != Disconnect.ConnectionClosed.Code)
                await SendNowAsync(TransportFrames.Encode(Format, Encoding, new Reply.Pushed(new Push.Disconnect(disconnect.Code, disconnect.Reason))));
        }
        _closed.SetResult();
    }

    /// <summary>Does not throw, now or later: that the connection broke off is seen by <see cref="HttpContext.RequestAborted"/>.</summary>
    private Task SendNowAsync(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _output.Write(bytes);
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException || IsBroken(exception))
        {
            // The output of a request that was aborted may also have no room to write into.
            return Task.CompletedTask;
        }
        return FlushAsync();
    }

    private async Task FlushAsync()
    {
        try
        {
            await _output.FlushAsync();
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            // As above.
        }
    }

    private static bool IsBroken(Exception exception) =>
        exception is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
