using System.Net;
using System.Net.Sockets;

namespace Loquat.Testing;

/// <summary>One relayed connection.</summary>
internal sealed class ProxyLink : IDisposable
{
    // A ping's answer and the like await no reply.
    private const int SmallestRequest = 40;
    private const int DripBytes = 256;
    private static readonly TimeSpan DripPause = TimeSpan.FromMilliseconds(10);

    // The request has left this machine when its reply comes; until then the server has had time to read it.
    private static readonly TimeSpan ReplyLossDelay = TimeSpan.FromMilliseconds(50);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _aborted = new();
    private readonly FaultProxy _proxy;
    private readonly Socket _client;
    private readonly Lock _lock = new();
    private readonly List<Socket> _sockets = [];
    private volatile bool _owesReply;
    private bool _isAborted;

    public ProxyLink(FaultProxy proxy, Socket client)
    {
        _proxy = proxy;
        _client = client;
        Own(client);
    }

    /// <summary>Bytes of it are lost, so that it can only be cut.</summary>
    public bool IsTorn { get; private set; }

    public Task Ended => _ended.Task;

    public async Task RunAsync(int target, int dials)
    {
        try
        {
            var servers = new List<Socket>();
            for (var i = 0; i < dials; i++)
                servers.Add(await DialAsync(target));

            var echoes = servers.Skip(1).Select(server => PumpAsync(server, [], isUp: false));
            await Task.WhenAll([PumpAsync(_client, servers, isUp: true), PumpAsync(servers[0], [_client], isUp: false), .. echoes]);
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            // Nobody listens there.
        }
        finally
        {
            Abort();
            _ended.TrySetResult();
        }
    }

    public void Abort()
    {
        lock (_lock)
        {
            if (_isAborted)
                return;

            _isAborted = true;
            _sockets.ForEach(Reset);
            _aborted.Cancel();
        }
    }

    public void Dispose()
    {
        // Somebody may be cutting it this moment.
        lock (_lock)
        {
            _sockets.ForEach(socket => socket.Dispose());
            _aborted.Dispose();
        }
    }

    private void Own(Socket socket)
    {
        lock (_lock)
        {
            _sockets.Add(socket);
            if (_isAborted)
                Reset(socket);
        }
    }

    private async Task<Socket> DialAsync(int target)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Own(socket);
        await socket.ConnectAsync(IPAddress.Loopback, target, _aborted.Token);
        return socket;
    }

    private async Task PumpAsync(Socket from, IReadOnlyList<Socket> to, bool isUp)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _aborted.Token) is var read and > 0)
                await PassAsync(buffer.AsMemory(0, read), to, isUp);
            foreach (var socket in to)
                socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            // An end hung up, or the proxy cut.
            Abort();
        }
    }

    private async Task PassAsync(ReadOnlyMemory<byte> bytes, IReadOnlyList<Socket> to, bool isUp)
    {
        while (true)
        {
            var (weather, changed) = _proxy.Now;
            if (await LosesReplyAsync(weather, bytes, isUp))
                return;

            switch (isUp ? weather.Up : weather.Down)
            {
                case Passage.Stalls:
                    await changed.WaitAsync(_aborted.Token);
                    continue;
                case Passage.Vanishes:
                    IsTorn = true;
                    return;
                case Passage.Drips:
                    await DripAsync(bytes, to);
                    return;
                default:
                    await SendAsync(bytes, to);
                    return;
            }
        }
    }

    private async ValueTask<bool> LosesReplyAsync(ProxyWeather weather, ReadOnlyMemory<byte> bytes, bool isUp)
    {
        if (weather.LosesReplyTo is not { } request)
            return false;

        if (isUp)
        {
            _owesReply |= request.IsEmpty ? bytes.Length >= SmallestRequest : bytes.Span.IndexOf(request.Span) >= 0;
            return false;
        }

        if (!_owesReply)
            return false;

        IsTorn = true;
        await Task.Delay(ReplyLossDelay, TimeProvider.System, _aborted.Token);
        Abort();
        return true;
    }

    private async Task DripAsync(ReadOnlyMemory<byte> bytes, IReadOnlyList<Socket> to)
    {
        for (var rest = bytes; !rest.IsEmpty; rest = rest[Math.Min(DripBytes, rest.Length)..])
        {
            await SendAsync(rest[..Math.Min(DripBytes, rest.Length)], to);
            await Task.Delay(DripPause, TimeProvider.System, _aborted.Token);
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, IReadOnlyList<Socket> to)
    {
        foreach (var socket in to)
        {
            for (var rest = bytes; !rest.IsEmpty;)
                rest = rest[await socket.SendAsync(rest, _aborted.Token)..];
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            // The other end was faster.
        }

        socket.Close();
    }

    private static bool IsBroken(Exception exception) => exception is SocketException or ObjectDisposedException or OperationCanceledException;
}
