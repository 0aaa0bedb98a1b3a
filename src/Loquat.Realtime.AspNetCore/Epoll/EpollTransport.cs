using System.Runtime.Versioning;
using Loquat.Realtime.AspNetCore.WebSockets;

namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>Writes straight into the socket: one system call for all that waits.</summary>
[SupportedOSPlatform("linux")]
internal sealed class EpollTransport(LoopSocket socket, WebSocketForm form, TimeProvider time) : WebSocketTransport(form, time)
{
    public override void Abort() => socket.Abort();

    protected override int Write(ReadOnlySpan<byte> bytes) => socket.Send(bytes);

    protected override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!(bytes = bytes[socket.Send(bytes.Span)..]).IsEmpty)
            await socket.WhenWritableAsync();
    }

    protected override void FinishWriting() => socket.FinishSending();
}
