using System.Globalization;
using Loquat.Faults.Checking;
using Loquat.Faults.Databases;
using Loquat.Faults.Operations;
using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Faults.Clients;

/// <summary>
/// Somebody's client: it follows every thread, writes into all of them through an outbox for each, and reads pages now and then. Even ones
/// are subscribed by the server and odd ones subscribe themselves; every other pair speaks Protobuf.
/// </summary>
internal sealed class SimulatedClient : IAsyncDisposable
{
    private const int MostWaiting = 20;
    private const int ReadLimit = 50;
    private const double ReadShare = 0.1;
    private const double AbandonShare = 0.03;

    private static readonly TimeSpan HangUpPatience = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly Party _party;
    private readonly Author _author;
    private readonly Wire _wire;
    private readonly ClientCopies _copies;
    private readonly List<Outbox> _outboxes;
    private readonly Random _random;
    private readonly Task _connecting;
    private readonly List<Task> _sending;
    private readonly Attaching _changingMinds;
    private Task _abandoning = Task.CompletedTask;
    private int _abandoned;
    private bool _isDisposed;

    public SimulatedClient(int number, Person person, IReadOnlyList<long> threads, Party party, PlantedBug bug, Random random)
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"client {number}");
        _party = party;
        _author = new Author(number, person.Id, new Random(random.Next()));
        _random = random;
        _copies = new ClientCopies(Name, person.Id, threads, bug, party.Journal);
        var caller = new Caller(person.Bearer);
        var encoding = number / 2 % 2 == 0 ? WireEncoding.Json : WireEncoding.Protobuf;
        _wire = new Wire(Name, encoding, subscribesItself: number % 2 == 1, _copies, caller, party, new Random(random.Next()));
        _changingMinds = Attaching();
        _outboxes = [.. _copies.Records.Select(record => new Outbox(record, _wire, caller, Attaching(), party, bug, new Random(random.Next())))];
        _connecting = Task.Run(() => _wire.RunAsync(_stop.Token));
        _sending = [.. _outboxes.Select(outbox => Task.Run(() => outbox.RunAsync(_stop.Token)))];

        Attaching Attaching() => new(_copies, new FileDoor(person.Bearer, party, new Random(random.Next())), party, new Random(random.Next()));
    }

    public string Name { get; }

    public IReadOnlyList<ThreadRecord> Records => _copies.Records;

    /// <summary>Completes when everything entered is acknowledged; nothing may be entered afterwards.</summary>
    public async Task FinishAsync()
    {
        _outboxes.ForEach(outbox => outbox.Close());

        // Whatever ends first, so that a client that broke down is heard of.
        await await Task.WhenAny(Task.WhenAll([.. _sending, _abandoning]), _connecting);
    }

    /// <summary>Completes when a thread's copy contains an offset.</summary>
    public Task ReachAsync(long threadId, long offset) => _copies.Of(threadId).ReachAsync(offset);

    /// <summary>Asks the server what is unread.</summary>
    public async Task AskUnreadAsync()
    {
        var backoff = new Backoff(_random);
        while (true)
        {
            var connection = await _wire.ReadyAsync(_stop.Token);
            try
            {
                var listed = await connection.ListAsync();
                foreach (var record in Records)
                    record.Listed = listed[record.ThreadId];
                return;
            }
            catch (Exception exception) when (Trouble.IsTemporary(exception))
            {
                await backoff.WaitAsync(_stop.Token);
            }
        }
    }

    /// <summary>Writes and reads, pausing in between as it likes, until it is told to stop.</summary>
    public async Task TalkAsync(TimeSpan longestPause, CancellationToken enough)
    {
        try
        {
            while (true)
            {
                await Task.Delay(longestPause * _random.NextDouble(), TimeProvider.System, enough);
                await ActAsync(enough);
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // Said enough.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;

        _isDisposed = true;
        await _stop.CancelAsync();
        await _connecting.Within($"{Name} hangs up", HangUpPatience);
        await Task.WhenAll([.. _sending, _abandoning]).ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }

    private async Task ActAsync(CancellationToken enough)
    {
        var place = _random.Next(_outboxes.Count);
        var outbox = _outboxes[place];
        if (_random.NextDouble() < AbandonShare)
            Abandon(outbox.ThreadId);
        if (_random.NextDouble() < ReadShare)
            await ReadAsync(_copies.Records[place], outbox, enough);
        else if (outbox.Waiting < MostWaiting)
            outbox.Enter(_author.Next(_copies.Of(outbox.ThreadId), _copies.Of(_outboxes[_random.Next(_outboxes.Count)].ThreadId)));
    }

    /// <summary>Picks a file that nobody will see, unless the last of them is still on its way.</summary>
    private void Abandon(long threadId)
    {
        if (!_abandoning.IsCompleted)
            return;

        var file = _author.Pick(string.Create(CultureInfo.InvariantCulture, $"{Name.Replace(' ', '-')}-abandoned-{++_abandoned}"), threadId);
        _abandoning = _changingMinds.AbandonAsync(file, _stop.Token);
    }

    private async Task ReadAsync(ThreadRecord record, Outbox outbox, CancellationToken enough)
    {
        var known = outbox.AcknowledgedUpTo;
        var connection = await _wire.ReadyAsync(enough);
        try
        {
            var page = await connection.ReadPageAsync(record.ThreadId, before: null, ReadLimit);
            record.Pages.Enqueue(new PageSeen((long)page.Top.Offset, known, ReadLimit, [.. page.Messages.Select(message => message.Id)]));
            _party.Operations.Count("read");
        }
        catch (Exception exception) when (Trouble.IsTemporary(exception))
        {
            // A page that did not come is asked for another time.
            _party.Operations.Count("failed read");
        }
    }
}
