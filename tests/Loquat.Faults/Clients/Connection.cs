using System.Collections.Concurrent;
using Loquat.Faults.Checking;
using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Faults.Clients;

/// <summary>
/// One connection of a client, from the handshake to its end. What arrives goes to the copies of the threads in the order of arrival; threads
/// that have to be loaded are, beside it.
/// </summary>
internal sealed class Connection : IAsyncDisposable
{
    private const int PageSize = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan SilenceCheck = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyDictionary<string, ThreadCopy> _copies;
    private readonly Caller _caller;
    private readonly Backoff _backoff;
    private readonly ConcurrentDictionary<uint, ThreadCopy> _subscribing = [];
    private readonly ConcurrentBag<Task> _loading = [];
    private readonly CancellationTokenSource _over = new();
    private ProtocolClient _client = null!;
    private long _lastHeard = TimeProvider.System.GetTimestamp();

    private Connection(IReadOnlyDictionary<string, ThreadCopy> copies, Caller caller, Backoff backoff)
    {
        _copies = copies;
        _caller = caller;
        _backoff = backoff;
    }

    public ProtocolClient Client => _client;

    public static async Task<Connection> OpenAsync(
        Uri url, WireEncoding encoding, IReadOnlyDictionary<string, ThreadCopy> copies, Caller caller, Backoff backoff)
    {
        var connection = new Connection(copies, caller, backoff);
        connection._client = await ProtocolClient.OpenAsync(url, encoding, Patience, connection.Hear);
        return connection;
    }

    /// <summary>Says who this is and follows every thread: by the connect command, or by a subscription of its own for each.</summary>
    public async Task EnterAsync(bool subscribesItself)
    {
        if (!subscribesItself)
        {
            var had = _copies.Where(copy => copy.Value.Wish.Recover).ToDictionary(copy => copy.Key, copy => copy.Value.Wish with { Channel = "" });
            await _client.ConnectAsync(new ConnectRequest { Data = _caller.TokenForAllThreads, Subscriptions = had });
            return;
        }

        await _client.ConnectAsync(new ConnectRequest { Data = _caller.Token });
        await Task.WhenAll(_copies.Values.Select(SubscribeAsync));
    }

    /// <summary>Completes when the connection has ended. Silence for longer than pings allow ends it.</summary>
    public async Task<(int Code, string Reason)> EndAsync(CancellationToken cancellationToken)
    {
        while (!_client.Ending.IsCompleted && !cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAny(_client.Ending, Task.Delay(SilenceCheck, TimeProvider.System, cancellationToken));
            if (TimeProvider.System.GetElapsedTime(Interlocked.Read(ref _lastHeard)) > LongestSilence)
                _client.HangUp();
        }

        cancellationToken.ThrowIfCancellationRequested();
        return await _client.Ending;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _client.DisposeAsync();
        await Task.WhenAll(_loading);
        _over.Dispose();
    }

    private async Task SubscribeAsync(ThreadCopy copy)
    {
        while (true)
        {
            try
            {
                await _client.CallAsync<Reply.Subscribe>(id =>
                {
                    _subscribing[id] = copy;
                    return new Command.Subscribe(id, copy.Wish);
                });
                return;
            }
            catch (RefusedException refused) when (Trouble.IsTemporary(refused))
            {
                await _backoff.WaitAsync(_over.Token);
            }
        }
    }

    private void Hear(Reply reply)
    {
        Interlocked.Exchange(ref _lastHeard, TimeProvider.System.GetTimestamp());
        switch (reply)
        {
            case Reply.Connect { Result.Subscriptions: { } subscriptions }:
                foreach (var (channel, result) in subscriptions)
                    Follow(_copies.GetValueOrDefault(channel), result);
                break;
            case Reply.Subscribe subscribed:
                Follow(_subscribing.GetValueOrDefault(subscribed.Id), subscribed.Result);
                break;
            case Reply.Pushed { Push: Push.Pub pub } when _copies.TryGetValue(pub.Channel, out var copy):
                copy.Take(pub.Publication);
                break;
            case Reply.Pushed { Push: Push.Unsubscribe gone } when _copies.ContainsKey(gone.Channel):
                // Coming back with its position is what an SDK does, too.
                _client.HangUp();
                break;
        }
    }

    private void Follow(ThreadCopy? copy, SubscribeResult result)
    {
        if (copy?.Follow(result) == true)
            _loading.Add(LoadAsync(copy));
    }

    /// <summary>Loads the whole thread, newest page first. If the connection breaks, the next one begins again.</summary>
    private async Task LoadAsync(ThreadCopy copy)
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                var (messages, top) = await ReadAllAsync(copy.ThreadId);
                copy.Load(messages, top);
                return;
            }
            catch (RefusedException refused) when (Trouble.IsTemporary(refused) && !_over.IsCancellationRequested)
            {
                await Task.WhenAny(_client.Ending, _backoff.WaitAsync(CancellationToken.None));
            }
            catch (Exception exception) when (Trouble.IsBrokenConnection(exception))
            {
                // Half a copy is none.
                _client.HangUp();
                return;
            }
        }
    }

    private async Task<(List<ShownMessage> Messages, StreamPosition Top)> ReadAllAsync(long threadId)
    {
        var messages = new List<ShownMessage>();
        StreamPosition? top = null;
        while (true)
        {
            var page = await ReadPageAsync(threadId, messages.Count > 0 ? messages[^1].Offset : null, PageSize);
            top ??= page.Top;
            messages.AddRange(page.Messages.Reverse());
            if (!page.More)
                return (messages, top.Value);
        }
    }

    public async Task<HistoryPage> ReadPageAsync(long threadId, long? before, int limit) =>
        HistoryPage.Of(await _caller.CallAsync(_client, "thread:history", json => HistoryPage.Ask(json, threadId, before, limit)));

    /// <summary>How far the user has read each thread, as the server says.</summary>
    public async Task<IReadOnlyDictionary<long, Reading>> ListAsync()
    {
        var answer = await _caller.CallAsync(_client, "thread:list", _ => { });
        return answer.GetProperty("threads").EnumerateArray().ToDictionary(
            thread => thread.GetProperty("id").GetInt64(),
            thread => new Reading(thread.GetProperty("read").GetInt64(), thread.GetProperty("unread").GetInt32()));
    }
}
