using System.Net.Sockets;

namespace Loquat.Bench.Connections;

/// <summary>Asks for a subscription and never reads.</summary>
internal sealed class SilentReader : IDisposable
{
    // The less the system takes in for it, the sooner the server has to keep what it sends.
    private const int Room = 4096;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = Room };

    /// <param name="opening">Is sent without waiting for answers.</param>
    public SilentReader(Uri url, byte[][] opening)
    {
        _socket.Connect(LoadLoop.AddressOf(url));
        _socket.Send(LoadLoop.UpgradeFor(url));
        foreach (var message in opening)
            _socket.Send(message);
    }

    public void Dispose() => _socket.Dispose();
}
