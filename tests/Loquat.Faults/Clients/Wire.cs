using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Faults.Clients;

/// <summary>Keeps a client connected: whenever a connection ends, it makes another, to any node, and goes on from its positions.</summary>
internal sealed class Wire(string who, WireEncoding encoding, bool subscribesItself, ClientCopies copies, Caller caller, Party party, Random random)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<Connection> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The living connection, once there is one. It may be dead by the time it is used.</summary>
    public Task<Connection> ReadyAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return _ready.Task.WaitAsync(cancellationToken);
    }

    public async Task RunAsync(CancellationToken stop)
    {
        var backoff = new Backoff(random);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await LiveAsync(backoff, stop);
            }
            catch (RefusedException refused)
            {
                Refuse(refused);
            }
            catch (Exception exception) when (Trouble.IsBrokenConnection(exception))
            {
                party.Journal.Note(who, $"cannot connect: {exception.Message}");
                party.Connections.Count("failed");
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }

            await backoff.WaitAsync(CancellationToken.None);
        }
    }

    private async Task LiveAsync(Backoff backoff, CancellationToken stop)
    {
        var url = party.ChooseNode(random);
        await using var connection = await Connection.OpenAsync(url, encoding, copies.ByChannel, caller, new Backoff(new Random(random.Next())));
        await connection.EnterAsync(subscribesItself);
        party.Journal.Note(who, $"is connected to {url.Port}");
        party.Connections.Count("opened");
        backoff.Reset();
        lock (_lock)
            _ready.TrySetResult(connection);

        try
        {
            var (code, reason) = await connection.EndAsync(stop);
            party.Journal.Note(who, $"is cut off: {code} {reason}");
            if (new Disconnect((uint)code, reason).IsTerminal)
                copies.TurnedAway($"{code} {reason}");
        }
        finally
        {
            lock (_lock)
                _ready = new TaskCompletionSource<Connection>(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void Refuse(RefusedException refused)
    {
        party.Journal.Note(who, $"is refused: {refused.Error.Code} {refused.Error.Message}");
        party.Connections.Count("refused");
        if (!Trouble.IsTemporary(refused))
            copies.TurnedAway($"{refused.Error.Code} {refused.Error.Message}");
    }
}
