using Loquat.Faults.Checking;
using Loquat.Testing;

namespace Loquat.Faults.Nodes;

/// <summary>A node with the network around it: a proxy before it, and one between it and the database if that is a server.</summary>
internal sealed class Site(LoquatNode node, NodeClock clock, FaultProxy front, FaultProxy? back, ComingBack comingBack) : IAsyncDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    public LoquatNode Node => node;

    public NodeClock Clock => clock;

    public FaultProxy Front => front;

    public FaultProxy? Back => back;

    /// <summary>Held by the fault that hurts the process.</summary>
    public SemaphoreSlim NodeTurn { get; } = new(1);

    /// <summary>Held by the fault that moves the clock.</summary>
    public SemaphoreSlim ClockTurn { get; } = new(1);

    /// <summary>Held by the fault that hurts the connections of clients.</summary>
    public SemaphoreSlim FrontTurn { get; } = new(1);

    /// <summary>Held by the fault that hurts the connections to the database.</summary>
    public SemaphoreSlim BackTurn { get; } = new(1);

    /// <summary>Where clients connect, whichever port the process has.</summary>
    public Uri Url => new($"http://127.0.0.1:{front.Port}/connection/websocket");

    /// <summary>Starts the process again and again until it runs, as a service manager does.</summary>
    public async Task StartAsync()
    {
        var start = TimeProvider.System.GetTimestamp();
        using var patience = new CancellationTokenSource(comingBack.End, TimeProvider.System);
        while (true)
        {
            if (await node.StartAsync() is { } port)
            {
                front.Target = port;
                comingBack.Note(TimeProvider.System.GetElapsedTime(start));
                return;
            }

            if (patience.IsCancellationRequested)
                throw new TimeoutException($"{node.Name} does not start.");
            await Task.Delay(RetryPause, TimeProvider.System, CancellationToken.None);
        }
    }

    public async Task KillAsync()
    {
        front.Target = null;
        await NotedAsync(node.KillAsync);
    }

    public async Task TerminateAsync()
    {
        await NotedAsync(node.TerminateAsync);
        front.Target = null;
    }

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        await front.DisposeAsync();
        if (back is not null)
            await back.DisposeAsync();
        NodeTurn.Dispose();
        ClockTurn.Dispose();
        FrontTurn.Dispose();
        BackTurn.Dispose();
    }

    private async Task NotedAsync(Func<Task> endAsync)
    {
        var start = TimeProvider.System.GetTimestamp();
        await endAsync();
        comingBack.Note(TimeProvider.System.GetElapsedTime(start));
    }
}
