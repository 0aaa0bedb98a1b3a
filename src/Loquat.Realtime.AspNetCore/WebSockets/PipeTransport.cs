using System.Buffers;
using System.IO.Pipelines;

namespace Loquat.Realtime.AspNetCore.WebSockets;

/// <summary>Writes into a pipe, for connections that no bare socket stands behind: TLS, HTTP/2, named pipes.</summary>
internal sealed class PipeTransport(Action abort, WebSocketForm form, TimeProvider time) : WebSocketTransport(form, time)
{
    private Task _flushed = Task.CompletedTask;

    /// <summary>Set before <see cref="WebSocketTransport.OpenAsync"/>: nothing is written earlier.</summary>
    public PipeWriter? Output { get; set; }

    public override void Abort() => abort();

    /// <summary>The pipe takes any amount; it is full as long as the last flush waits.</summary>
    protected override int Write(ReadOnlySpan<byte> bytes)
    {
        if (!_flushed.IsCompleted)
            return 0;

        _flushed = TryPut(bytes) ? FlushAsync() : Task.CompletedTask;
        return bytes.Length;
    }

    protected override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await _flushed;
        if (TryPut(bytes.Span))
            await FlushAsync();
    }

    protected override void FinishWriting()
    {
        // A pipe that is completed stops reading as well; the peer ends the connection, or the timer does.
    }

    private bool TryPut(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Output!.Write(bytes);
            return true;
        }
        catch (InvalidOperationException)
        {
            // The pipe was completed because the connection has gone. The reading half ends the session.
            return false;
        }
    }

    private async Task FlushAsync()
    {
        try
        {
            await Output!.FlushAsync();
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // As above.
        }
    }
}
