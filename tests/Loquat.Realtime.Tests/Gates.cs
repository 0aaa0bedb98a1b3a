using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Realtime.Tests;

/// <summary>A point in the code under test where a test holds whoever comes by.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => _reached.Task.Within("nobody came to the gate");

    public void Open() => _opened.TrySetResult();

    public Task PassAsync()
    {
        _reached.TrySetResult();
        return _opened.Task;
    }
}

/// <summary>A broker whose reads can be held, before and after they have happened.</summary>
internal sealed class GatedBroker(MemoryBroker broker) : IBroker
{
    public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;
    public Func<Task> AfterRead { get; set; } = () => Task.CompletedTask;

    /// <summary>Makes something else of what was read.</summary>
    public Func<HistoryResult, HistoryResult> Shows { get; set; } = result => result;

    public Func<Task> BeforeJoin { get; set; } = () => Task.CompletedTask;

    public void Attach(IBrokerSink sink) => broker.Attach(sink);

    public ValueTask<StreamPosition> PublishAsync(
        string channel, Publication publication, Retention retention, PublishOptions options, CancellationToken cancellationToken) =>
        broker.PublishAsync(channel, publication, retention, options, cancellationToken);

    public async ValueTask JoinAsync(string channel, ClientInfo info, CancellationToken cancellationToken)
    {
        await BeforeJoin();
        await broker.JoinAsync(channel, info, cancellationToken);
    }

    public ValueTask LeaveAsync(string channel, ClientInfo info, CancellationToken cancellationToken) =>
        broker.LeaveAsync(channel, info, cancellationToken);

    public async ValueTask<HistoryResult?> HistoryAsync(
        string channel, HistoryQuery query, Retention retention, CancellationToken cancellationToken)
    {
        await BeforeRead();
        var result = await broker.HistoryAsync(channel, query, retention, cancellationToken);
        await AfterRead();
        return result is null ? null : Shows(result);
    }

    public ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken) => broker.RemoveHistoryAsync(channel, cancellationToken);
}

/// <summary>A presence that can be slow.</summary>
internal sealed class GatedPresence(MemoryPresence presence) : IPresence
{
    public Func<string, Task> BeforeAdd { get; set; } = _ => Task.CompletedTask;
    public Func<Task> BeforeRemove { get; set; } = () => Task.CompletedTask;

    public async ValueTask AddAsync(string channel, ClientInfo info, CancellationToken cancellationToken)
    {
        await BeforeAdd(channel);
        await presence.AddAsync(channel, info, cancellationToken);
    }

    public async ValueTask RemoveAsync(string channel, string client, CancellationToken cancellationToken)
    {
        await BeforeRemove();
        await presence.RemoveAsync(channel, client, cancellationToken);
    }

    public ValueTask<IReadOnlyDictionary<string, ClientInfo>> GetAsync(string channel, CancellationToken cancellationToken) =>
        presence.GetAsync(channel, cancellationToken);

    /// <summary>Set to play a presence that forgets; gets every renewal before it returns.</summary>
    public Func<IReadOnlyList<PresenceEntry>, Task>? OnRenew { get; set; }

    public bool NeedsRenewal => true;

    public async ValueTask RenewAsync(IReadOnlyList<PresenceEntry> entries, CancellationToken cancellationToken)
    {
        await (OnRenew?.Invoke(entries) ?? Task.CompletedTask);
        foreach (var (channel, info) in entries)
            await presence.AddAsync(channel, info, cancellationToken);
    }

    public ValueTask<PresenceStats> StatsAsync(string channel, CancellationToken cancellationToken) => presence.StatsAsync(channel, cancellationToken);
}
