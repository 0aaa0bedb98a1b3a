using System.Net;
using System.Net.Sockets;

namespace Loquat.Testing;

/// <summary>A TCP relay on the loopback that can treat what passes as badly as a network does.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _lock = new();
    private readonly HashSet<ProxyLink> _links = [];
    private readonly Task _accepting;
    private Sky _sky = new(ProxyWeather.Fair);

    private FaultProxy(int? target)
    {
        Target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The port on the loopback to relay to; null while there is none, and connections are reset.</summary>
    public int? Target { get; set; }

    public static FaultProxy Start(int? target = null) => new(target);

    public ProxyWeather Weather
    {
        get => Volatile.Read(ref _sky).Weather;
        set
        {
            var before = Interlocked.Exchange(ref _sky, new Sky(value));
            before.Clear();
            foreach (var link in Links().Where(link => link.IsTorn))
                link.Abort();
        }
    }

    /// <summary>Resets connections, all of them or those that <paramref name="which"/> picks. Says how many.</summary>
    public int Cut(Func<bool>? which = null)
    {
        var unlucky = Links().Where(_ => which is null || which()).ToList();
        foreach (var link in unlucky)
            link.Abort();
        return unlucky.Count;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting.Within("the proxy stops accepting");
        Weather = ProxyWeather.Fair;
        Cut();
        await Task.WhenAll(Links().Select(link => link.Ended)).Within("the proxy's connections end");
    }

    /// <summary>The weather, and the task that completes when it has changed.</summary>
    internal (ProxyWeather Weather, Task Changed) Now
    {
        get
        {
            var sky = Volatile.Read(ref _sky);
            return (sky.Weather, sky.Changed);
        }
    }

    private List<ProxyLink> Links()
    {
        lock (_lock)
            return [.. _links];
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync();
            }
            catch (Exception exception) when (exception is SocketException or InvalidOperationException)
            {
                // Disposed, or stopped just before it was asked.
                return;
            }

            // Owned by the set of links, which DisposeAsync empties.
            _ = RelayAsync(client);
        }
    }

    private async Task RelayAsync(Socket client)
    {
        var weather = Weather;
        using var link = new ProxyLink(this, client);
        if (weather.Refuses || Target is not { } target)
        {
            link.Abort();
            return;
        }

        lock (_lock)
            _links.Add(link);

        await link.RunAsync(target, dials: weather.DialsTwice ? 2 : 1);
        lock (_lock)
            _links.Remove(link);
    }

    private sealed class Sky(ProxyWeather weather)
    {
        private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ProxyWeather Weather => weather;

        public Task Changed => _changed.Task;

        public void Clear() => _changed.TrySetResult();
    }
}
