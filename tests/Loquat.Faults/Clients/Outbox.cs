using System.Threading.Channels;
using Loquat.Faults.Checking;
using Loquat.Faults.Operations;
using Loquat.Testing;

namespace Loquat.Faults.Clients;

/// <summary>
/// What a client has to send in one thread: in order, one at a time, the same again until it is acknowledged. One that fails holds back
/// those behind it here, and nothing elsewhere.
/// </summary>
internal sealed class Outbox(ThreadRecord record, Wire wire, Caller caller, Attaching attaching, Party party, PlantedBug bug, Random random)
{
    private readonly Channel<Operation> _queue = Channel.CreateUnbounded<Operation>(new UnboundedChannelOptions { SingleReader = true });
    private int _waiting;
    private long _acknowledgedUpTo;

    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>The highest offset that an answer has named.</summary>
    public long AcknowledgedUpTo => Interlocked.Read(ref _acknowledgedUpTo);

    public long ThreadId => record.ThreadId;

    /// <summary>Enter is pressed.</summary>
    public void Enter(Operation operation)
    {
        Interlocked.Increment(ref _waiting);
        record.Entered.Enqueue(operation);
        _queue.Writer.TryWrite(operation);
    }

    /// <summary>Nothing more will be entered: <see cref="RunAsync"/> ends when all is acknowledged.</summary>
    public void Close() => _queue.Writer.TryComplete();

    public async Task RunAsync(CancellationToken stop)
    {
        await foreach (var operation in _queue.Reader.ReadAllAsync(stop))
        {
            await SendAsync(operation, stop);
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task SendAsync(Operation operation, CancellationToken stop)
    {
        if (bug.AcknowledgesUnsent())
        {
            record.Acknowledged.Enqueue(new Acknowledgement(operation, 0));
            return;
        }

        if (operation is Post post && await attaching.BringAsync(post, stop) is { } error)
        {
            record.Refused.Enqueue((operation, error));
            return;
        }

        await Task.WhenAll(RepeatAsync(operation, stop), attaching.ContendAsync(operation, stop));
    }

    private async Task RepeatAsync(Operation operation, CancellationToken stop)
    {
        var backoff = new Backoff(random);
        while (!await TrySendAsync(operation, stop))
        {
            party.Operations.Count("retry");
            await backoff.WaitAsync(stop);
        }
    }

    /// <summary>False if it has to be sent again.</summary>
    private async Task<bool> TrySendAsync(Operation operation, CancellationToken stop)
    {
        var connection = await wire.ReadyAsync(stop);
        try
        {
            party.Journal.Note(record.Who, $"sends {operation.ClientId}", record.ThreadId, clientId: operation.ClientId);
            var answer = await caller.CallAsync(connection.Client, operation.Method, operation.WriteFields);
            Acknowledge(operation, operation.OffsetIn(answer));
            return true;
        }
        catch (RefusedException refused) when (!Trouble.IsTemporary(refused))
        {
            record.Refused.Enqueue((operation, refused.Error));
            return true;
        }
        catch (Exception exception) when (Trouble.IsTemporary(exception))
        {
            party.Journal.Note(record.Who, $"has no answer to {operation.ClientId}: {exception.Message}", record.ThreadId, clientId: operation.ClientId);
            return false;
        }
    }

    private void Acknowledge(Operation operation, long offset)
    {
        record.Acknowledged.Enqueue(new Acknowledgement(operation, offset));
        Interlocked.Exchange(ref _acknowledgedUpTo, Math.Max(_acknowledgedUpTo, offset));
        party.Operations.Count(operation.Kind);
        bug.Note(operation);
        party.Journal.Note(record.Who, $"has {operation.ClientId} acknowledged at {offset}", record.ThreadId, offset, operation.ClientId);
    }
}
