using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Loquat.Realtime.AspNetCore.WebSockets;

/// <summary>Feeds a WebSocket connection from a pipe.</summary>
internal static class PipeReading
{
    /// <summary>Completes when the connection is done with; both halves of it are then unused.</summary>
    public static async Task RunAsync(PipeReader input, WebSocketConnection connection)
    {
        try
        {
            while (!connection.IsClosed)
            {
                var read = await input.ReadAsync();
                // Unmasking happens in place: the pipe's memory is ours until it is told otherwise.
                foreach (var segment in read.Buffer)
                    await connection.TakeAsync(MemoryMarshal.AsMemory(segment));
                input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }
        }
        catch (Exception exception) when (exception is IOException or ConnectionAbortedException)
        {
            // The connection broke off, or the close timer did that: an ordinary end.
        }
        finally
        {
            await connection.EndAsync();
        }
    }
}
