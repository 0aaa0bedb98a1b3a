using Loquat.Chat.Users;
using Loquat.Realtime;
using Loquat.Server.Hosting;
using Loquat.Server.Nodes;
using Microsoft.Extensions.Options;

namespace Loquat.Server.People;

/// <summary>
/// Looks every few seconds who is here: tells the other nodes what has changed, and notes until when those who have gone were seen. Who comes back in between has
/// cost nothing.
/// </summary>
internal sealed class PeopleWatch(
    PeopleHere here,
    PeopleElsewhere elsewhere,
    NoteUse use,
    DatabaseOutage outage,
    IOptions<NodesOptions> options,
    TimeProvider time,
    ILogger<PeopleWatch> logger) : RecurringWork(options.Value.SweepInterval, outage, time)
{
    private readonly List<Session> _room = [];
    private readonly Dictionary<long, Presence> _people = [];
    private HashSet<long> _tokens = [];
    private HashSet<long> _before = [];

    protected override async Task TakeTurnAsync(CancellationToken stopping)
    {
        _people.Clear();
        _tokens.Clear();
        here.Look(_room, _people, _tokens);
        await elsewhere.TellAsync(_people, stopping);

        // Noted before they are forgotten: a note that fails is made the next time.
        if (await NoteAsync([.. _before.Where(token => !_tokens.Contains(token))], stopping))
            (_before, _tokens) = (_tokens, _before);
        else
            logger.PeopleNotTold();
    }

    protected override void TurnFailed() => logger.PeopleNotTold();

    /// <summary>Whoever is still here was seen until now, also who has come since the last look.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        here.Look(_room, _people, _before);
        try
        {
            if (!await NoteAsync(_before, cancellationToken))
                logger.PeopleNotTold();
        }
        catch (Exception e) when (DatabaseFailure.Is(e))
        {
            logger.PeopleNotTold();
        }
    }

    private async Task<bool> NoteAsync(HashSet<long> tokens, CancellationToken cancellationToken) =>
        tokens.Count == 0 || await use.ExecuteAsync(tokens, cancellationToken);
}
