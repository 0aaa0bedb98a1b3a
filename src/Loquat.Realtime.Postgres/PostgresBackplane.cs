using System.Threading.Channels;
using Loquat.Realtime.Postgres.Wire;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Loquat.Realtime.Postgres;

/// <summary>
/// What joins the nodes on one PostgreSQL: notifications, heard on one connection, and a heartbeat. Broker, presence and node calls stand on it; it
/// also hears notifications that others send in their own transactions.
/// </summary>
/// <remarks>
/// Nothing that must not be lost depends on it: what is stored is announced by its position, and found without the announcement, too. What it carries
/// beside that arrives at most once.
/// </remarks>
public sealed class PostgresBackplane : IAsyncDisposable
{
    internal const string Channel = "loquat_realtime";

    private const int EchoesMissed = 2;

    private readonly BackplaneOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Sender _sender;
    private readonly Dictionary<string, Action<string>> _hearers = [];
    private readonly List<Action<Item>> _takers = [];
    private readonly List<Func<Task>> _catchUps = [];
    private readonly Channel<(string Channel, string Payload)> _heard =
        System.Threading.Channels.Channel.CreateUnbounded<(string, string)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private Listener? _listener;
    private Task _pumping = Task.CompletedTask;
    private Task _beating = Task.CompletedTask;
    private long _echoSent;
    private long _echoHeard;

    /// <summary>Does nothing until it is started.</summary>
    public PostgresBackplane(BackplaneOptions options, TimeProvider time, ILogger<PostgresBackplane> logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        Source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            MaxPoolSize = options.MaxConnections,
            MaxAutoPrepare = 32,
            AutoPrepareMinUsages = 2,
            ApplicationName = $"loquat backplane {options.NodeId}",
        });
        Registry = new NodeRegistry(Source, options, time, logger);
        _sender = new Sender(Source, options.NodeId, time, logger);
    }

    /// <summary>Names this node in what it sends.</summary>
    public string NodeId => _options.NodeId;

    /// <summary>Why notifications do not arrive; null while they do.</summary>
    public string? Problem => _listener is null ? "not started" : _listener.Problem;

    internal NpgsqlDataSource Source { get; }

    internal NodeRegistry Registry { get; }

    internal TimeProvider Time => _time;

    internal ILogger Logger => _logger;

    /// <summary>Ends when the backplane stops.</summary>
    internal CancellationToken Stopping => _stopping.Token;

    /// <summary>
    /// Hears the notifications of a channel that others send, its own process included. Before the start. One hears a channel; it returns quickly, and is
    /// called for one notification after another.
    /// </summary>
    public void Listen(string channel, Action<string> hear) => _hearers.Add(channel, hear);

    /// <summary>Names what is to be done when notifications were not heard for a while and now are again. Before the start.</summary>
    public void OnReconnect(Func<Task> catchUpAsync) => _catchUps.Add(catchUpAsync);

    /// <summary>Makes the tables, and returns when notifications are heard and other nodes can see this one.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Schema.EnsureAsync(Source, cancellationToken);
        await Registry.JoinAsync(cancellationToken);
        var listening = new NpgsqlConnectionStringBuilder(_options.ConnectionString)
        {
            Pooling = false,
            ApplicationName = $"loquat listener {_options.NodeId}",
        };
        _listener = new Listener(
            listening.ToString(), [Channel, .. _hearers.Keys], (channel, payload) => _heard.Writer.TryWrite((channel, payload)), CatchUpAsync, _time, _logger);
        _pumping = Task.Run(PumpAsync, CancellationToken.None);
        await _listener.StartAsync(cancellationToken);
        _sender.Start();
        _beating = Task.Run(BeatAsync, CancellationToken.None);
    }

    /// <summary>Sends what still waits and says goodbye to the others.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_listener is null)
        {
            Registry.Dispose();
            await Source.DisposeAsync();
            return;
        }

        await _stopping.CancelAsync();
        await _beating;
        await _sender.StopAsync();
        await _listener.DisposeAsync();
        _heard.Writer.TryComplete();
        await _pumping;
        try
        {
            await Registry.LeaveAsync(CancellationToken.None);
        }
        catch (NpgsqlException e)
        {
            // The others will notice by its silence.
            _logger.HeartbeatFailed(e);
        }
        Registry.Dispose();
        await Source.DisposeAsync();
        _stopping.Dispose();
    }

    internal void Send(Item item) => _sender.Send(item);

    /// <summary>Takes the items of other nodes, one after another. Before the start.</summary>
    internal void OnItem(Action<Item> take) => _takers.Add(take);

    /// <summary>One heartbeat: an echo to oneself, a sign to the others, and a look at them.</summary>
    internal async Task BeatOnceAsync()
    {
        var sent = Interlocked.Increment(ref _echoSent);
        if (sent - Interlocked.Read(ref _echoHeard) > EchoesMissed && Problem is null)
        {
            // The next connection gets as much time as this one had.
            Interlocked.Exchange(ref _echoHeard, sent - 1);
            _listener?.Distrust("what this node says does not come back to it");
        }
        Send(new Item.Echo((ulong)sent));
        await Registry.BeatAsync(_stopping.Token);
        await Housekeeping.RunAsync(Source, _time, _stopping.Token);
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(_options.Heartbeat, _time);
        var isFailing = false;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(_stopping.Token);
                await BeatOnceAsync();
                isFailing = false;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Once for each outage.
                if (!isFailing)
                    _logger.HeartbeatFailed(e);
                isFailing = true;
            }
        }
    }

    private async Task CatchUpAsync()
    {
        foreach (var catchUpAsync in _catchUps)
            await catchUpAsync();
    }

    private async Task PumpAsync()
    {
        await foreach (var (channel, payload) in _heard.Reader.ReadAllAsync())
        {
            try
            {
                if (_hearers.TryGetValue(channel, out var hear))
                    hear(payload);
                else
                    await OpenAsync(payload);
            }
            catch (Exception e)
            {
                _logger.NotificationFailed(channel, e);
            }
        }
    }

    private async Task OpenAsync(string payload)
    {
        var (node, items) = Envelope.Open(payload);
        foreach (var item in items)
        {
            if (node != NodeId)
                await ReceiveAsync(item);
            else if (item is Item.Echo echo)
                Interlocked.Exchange(ref _echoHeard, (long)echo.Number);
        }
    }

    private async Task ReceiveAsync(Item item)
    {
        if (item is not Item.Large large)
        {
            Give(item);
            return;
        }

        await using var read = Source.CommandOf("SELECT body FROM loquat_realtime.large_items WHERE id = $1", Parameters.Of(large.Id));
        if (await read.ExecuteScalarAsync(_stopping.Token) is byte[] body)
        {
            foreach (var within in Envelope.Items(body))
                Give(within);
        }
    }

    private void Give(Item item)
    {
        foreach (var take in _takers)
            take(item);
    }
}
