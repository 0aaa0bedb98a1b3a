using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Lets commands of one session be handled beside each other, up to a limit. They begin in the order in which they came.</summary>
internal sealed class ParallelCommands(int limit) : IDisposable
{
    private readonly SemaphoreSlim _free = new(limit);

    /// <summary>True for what may take long and nothing that follows depends on. The rest is handled in line.</summary>
    public static bool Takes(Command command) => command is
        Command.Subscribe or Command.Publish or Command.Presence or Command.PresenceStats or Command.History or Command.Rpc
        or Command.Refresh or Command.SubRefresh;

    /// <summary>Completes when the command has begun, which waits for one to end where too many have.</summary>
    public async ValueTask BeginAsync(CommandIntake intake, Session session, Command command)
    {
        await _free.WaitAsync();
        _ = RunAsync(intake, session, command);
    }

    /// <summary>Completes when all that began have ended. Nothing may begin any more.</summary>
    public async Task AllEndedAsync()
    {
        for (var i = 0; i < limit; i++)
            await _free.WaitAsync();
    }

    public void Dispose() => _free.Dispose();

    private async Task RunAsync(CommandIntake intake, Session session, Command command)
    {
        try
        {
            await intake.HandleAsync(session, command);
        }
        finally
        {
            _free.Release();
        }
    }
}
