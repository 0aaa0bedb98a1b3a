using System.Threading.Channels;
using Loquat.Realtime.Postgres.Wire;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Loquat.Realtime.Postgres;

/// <summary>
/// Sends this node's items to the others: while one transaction is under way the next one's items gather, so that many of them cost one commit.
/// At most once: what fails may have come through, and is not sent again.
/// </summary>
internal sealed class Sender(NpgsqlDataSource source, string node, TimeProvider time, ILogger logger)
{
    private const int MaxWaiting = 65_536;
    private const int MaxGroup = 2_048;

    private const string StoreLarge = "INSERT INTO loquat_realtime.large_items (created, body) VALUES ($1, $2) RETURNING id";

    // Nothing of this is worth waiting for the disk, and the lock under which notifications commit is everybody's.
    public const string DoNotWait = "SELECT set_config('synchronous_commit', 'off', true)";

    private readonly Channel<byte[]> _waiting = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private Task _running = Task.CompletedTask;
    private int _isFull;

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Returns at once. The item is encoded before that.</summary>
    public void Send(Item item)
    {
        if (_waiting.Writer.TryWrite(item.Encode()))
            _isFull = 0;
        else if (Interlocked.Exchange(ref _isFull, 1) == 0)
            logger.SendingTooMuch();
    }

    /// <summary>Sends what waits, and takes no more.</summary>
    public Task StopAsync()
    {
        _waiting.Writer.TryComplete();
        return _running;
    }

    private async Task RunAsync()
    {
        var group = new List<byte[]>();
        var isFailing = false;
        var leftOut = 0L;
        while (await _waiting.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < MaxGroup && _waiting.Reader.TryRead(out var item))
                group.Add(item);
            try
            {
                await SendAsync(group);
                if (isFailing)
                    logger.SendingHealed(leftOut);
                (isFailing, leftOut) = (false, 0);
            }
            catch (Exception e)
            {
                // Once for each outage; how much it was is known when it is over.
                if (!isFailing)
                    logger.SendingFailed(e);
                (isFailing, leftOut) = (true, leftOut + group.Count);
            }
        }
    }

    private async Task SendAsync(List<byte[]> group)
    {
        var capacity = Envelope.CapacityOf(node);
        for (var i = 0; i < group.Count; i++)
        {
            if (group[i].Length > capacity)
                group[i] = new Item.Large(await StoreAsync(group[i])).Encode();
        }

        await using var connection = await source.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(DoNotWait));
        batch.BatchCommands.Add(Notification(Envelope.Pack(node, group)));
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Of several payloads; they arrive in this order, once their transaction commits.</summary>
    public static NpgsqlBatchCommand Notification(IReadOnlyList<string> payloads) => Parameters.Command(
        "SELECT pg_notify($1, payload) FROM unnest($2::text[]) payload",
        Parameters.Of(PostgresBackplane.Channel),
        Parameters.OfTexts(payloads));

    private async Task<long> StoreAsync(byte[] item)
    {
        await using var command = source.CommandOf(StoreLarge, Parameters.Of(time.GetUtcNow().ToUnixTimeMilliseconds()), Parameters.Of(item));
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
