using Loquat.Faults.Nodes;

namespace Loquat.Faults.Schedule;

/// <summary>Something that goes wrong for a while.</summary>
/// <param name="Weight">How often it is chosen, relative to the others.</param>
/// <param name="StrikeAsync">
/// Does the harm, waits, and undoes it, also when it is cancelled. False if there was nothing to harm.
/// </param>
internal sealed record Fault(string Kind, int Weight, Func<Strike, Task<bool>> StrikeAsync);

/// <summary>One occasion on which a fault strikes.</summary>
internal sealed record Strike(World World, Random Random, CancellationToken Enough)
{
    /// <summary>The node that it hits.</summary>
    public Site AnySite() => World.Sites[Random.Next(World.Sites.Count)];

    /// <summary>Lets the harm last, until the run is over at most.</summary>
    public async Task LastAsync(double fromSeconds, double toSeconds)
    {
        try
        {
            var seconds = fromSeconds + ((toSeconds - fromSeconds) * Random.NextDouble());
            await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, Enough);
        }
        catch (OperationCanceledException)
        {
            // What follows undoes the harm.
        }
    }

    /// <summary>Harms one thing at a time: waits for its turn.</summary>
    public async Task<bool> InTurnAsync(SemaphoreSlim turn, Func<Task> harmAsync)
    {
        await turn.WaitAsync(CancellationToken.None);
        try
        {
            if (Enough.IsCancellationRequested)
                return false;

            await harmAsync();
            return true;
        }
        finally
        {
            turn.Release();
        }
    }
}
