using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Loquat.Bench.Dialects;

namespace Loquat.Bench.Connections;

/// <summary>All clients of a load, on the thread that calls it.</summary>
internal sealed class LoadLoop(Uri url, Dialect dialect) : IDisposable
{
    // So many openings may be on their way: enough to keep a server busy, few enough for any backlog.
    private const int MostOpening = 128;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Poll _poll = new();
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(1024 * 1024, pinned: true);
    private readonly List<LoadConnection?> _connections = [];
    private readonly IPEndPoint _address = AddressOf(url);
    private readonly byte[] _upgrade = UpgradeFor(url);

    public Dialect Dialect => dialect;

    /// <summary>Messages that came on connections that are ready.</summary>
    public long Heard { get; private set; }

    /// <summary>Connections that are ready.</summary>
    public int Ready { get; private set; }

    public static IPEndPoint AddressOf(Uri url) => new(Resolve(url.Host), url.Port);

    public static byte[] UpgradeFor(Uri url) => Encoding.ASCII.GetBytes(
        $"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

    /// <summary>Opens a connection and sends the first of its opening.</summary>
    public LoadConnection Open(params byte[][] opening)
    {
        var connection = new LoadConnection(Connect(), _connections.Count, dialect, opening);
        _connections.Add(connection);
        _poll.Add(connection.Descriptor, connection.Number);
        connection.Send(_upgrade);
        return connection;
    }

    /// <summary>Opens many connections, each with the opening of its index, and returns when all are ready.</summary>
    public LoadConnection[] OpenAll(
        int count, Func<int, byte[][]> opening, LoadConnection.Listener? onOpened = null, int mostOpening = MostOpening)
    {
        var before = Ready;
        var opened = new LoadConnection[count];
        for (var i = 0; i < count; i++)
        {
            opened[i] = Open(opening(i));
            opened[i].OnOpened = onOpened;
            var started = i + 1;
            Until(() => started - (Ready - before) < mostOpening, "connections are opened");
        }
        Until(() => Ready - before == count, "all connections are ready");
        return opened;
    }

    public void Close(LoadConnection connection)
    {
        _connections[connection.Number] = null;
        if (connection.IsReady)
            Ready--;
        connection.Close();
    }

    /// <summary>Handles what has come, after waiting a while for something.</summary>
    public void Turn(int milliseconds)
    {
        var count = _poll.Wait(milliseconds);
        for (var i = 0; i < count; i++)
        {
            if (_connections[_poll.Number(i)] is { } connection)
                Receive(connection);
        }
    }

    public void Until(Func<bool> isSo, string what)
    {
        var start = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            Turn(10);
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new LoadException($"After {Patience.TotalSeconds:N0} s it is not so that {what}.");
        }
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection?.Close();
        _poll.Dispose();
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(_address);
            return socket;
        }
        catch (SocketException refusal)
        {
            socket.Dispose();
            throw new LoadException($"No connection to {url} after {_connections.Count}: {refusal.Message}");
        }
    }

    private void Receive(LoadConnection connection)
    {
        var wasReady = connection.IsReady;
        if (!connection.TryReceive(_buffer, out var messages))
            throw new LoadException($"The server dropped connection {connection.Number}.");

        Heard += messages;
        if (!wasReady && connection.IsReady)
            Ready++;
    }

    private static IPAddress Resolve(string host) =>
        Dns.GetHostAddresses(host, AddressFamily.InterNetwork) is [var address, ..] ? address : throw new LoadException($"{host} has no address.");
}
