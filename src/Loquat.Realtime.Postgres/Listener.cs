using Microsoft.Extensions.Logging;
using Npgsql;

namespace Loquat.Realtime.Postgres;

/// <summary>
/// The one connection on which this node hears notifications. It comes back by itself, and tells when it has: what was said meanwhile was not heard.
/// </summary>
internal sealed class Listener(
    string connectionString, IReadOnlyCollection<string> channels, Action<string, string> hear, Func<Task> catchUpAsync, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private CancellationTokenSource? _connection;
    private Task _running = Task.CompletedTask;
    private string? _problem = "not connected yet";

    /// <summary>Why nothing is heard; null while all is well.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>Returns when the first connection listens.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(RunAsync, CancellationToken.None);
        return _listening.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The connection looks alive, but what is said does not arrive: it is replaced by another.</summary>
    public void Distrust(string problem)
    {
        lock (_gate)
        {
            Note(problem, cause: null);
            _connection?.Cancel();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var delay = FirstDelay;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => delay = FirstDelay);
            }
            catch (Exception e)
            {
                if (_stopping.IsCancellationRequested)
                    return;

                Note(e is OperationCanceledException ? Problem ?? "the connection was given up" : e.Message, e);
            }

            await Task.Delay(delay, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    private async Task ListenAsync(Action connected)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        lock (_gate)
            _connection = attempt;
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(attempt.Token);
            connection.Notification += (_, heard) => hear(heard.Channel, heard.Payload);
            await using (var listen = new NpgsqlBatch(connection))
            {
                foreach (var channel in channels)
                    listen.BatchCommands.Add(new NpgsqlBatchCommand($"LISTEN {channel}"));
                await listen.ExecuteNonQueryAsync(attempt.Token);
            }

            connected();
            await HealedAsync();
            while (true)
                await connection.WaitAsync(attempt.Token);
        }
        finally
        {
            lock (_gate)
                _connection = null;
        }
    }

    private async Task HealedAsync()
    {
        var isFirst = _listening.TrySetResult();
        Volatile.Write(ref _problem, null);
        if (isFirst)
            return;

        logger.ListeningHealed();
        try
        {
            await catchUpAsync();
        }
        catch (Exception e)
        {
            // What was missed is looked for every few seconds anyway.
            logger.CatchingUpFailed(e);
        }
    }

    private void Note(string problem, Exception? cause)
    {
        if (Interlocked.Exchange(ref _problem, problem) is null)
            logger.ListeningFailed(problem, cause);
    }
}
