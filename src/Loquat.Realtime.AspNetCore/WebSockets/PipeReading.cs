using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Loquat.Realtime.AspNetCore.WebSockets;

/// <summary>Feeds a WebSocket connection from a pipe.</summary>
internal static class PipeReading
{
    /// <summary>Completes when the connection is done with; both halves of it are then unused.</summary>
    /// <remarks>What it holds across an await, an idle connection holds for as long as it lives: each local and each kind of awaiter counts ten thousand times.</remarks>
    public static async Task RunAsync(PipeReader input, WebSocketConnection connection)
    {
        try
        {
            while (!connection.IsClosed)
            {
                var read = await input.ReadAsync();
                await TakeAsync(connection, read.Buffer);
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

    // Unmasking happens in place: the pipe's memory is ours until it is told otherwise.
    private static ValueTask TakeAsync(WebSocketConnection connection, in ReadOnlySequence<byte> bytes) => bytes.IsSingleSegment
        ? connection.TakeAsync(MemoryMarshal.AsMemory(bytes.First))
        : TakePartsAsync(connection, bytes);

    private static async ValueTask TakePartsAsync(WebSocketConnection connection, ReadOnlySequence<byte> bytes)
    {
        foreach (var part in bytes)
            await connection.TakeAsync(MemoryMarshal.AsMemory(part));
    }
}
