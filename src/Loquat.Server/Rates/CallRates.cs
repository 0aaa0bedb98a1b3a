using Loquat.Realtime;
using Loquat.Server.Configuration;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Rates;

/// <summary>
/// How fast people may act, whichever way they come: a message posted over the API and one posted by a call come out of one budget.
/// Kept for each node; what several nodes allow together is so many times more, and still a limit.
/// </summary>
internal sealed class CallRates(IOptions<ServerOptions> options, TimeProvider time, ILogger<CallRates> logger)
{
    private readonly bool _areOn = options.Value.Rates.Enabled;
    private readonly Budget _calls = new(options.Value.Rates.Calls, time);
    private readonly Budget _changes = new(options.Value.Rates.Changes, time);
    private readonly Budget _rooms = new(options.Value.Rates.Rooms, time);
    private readonly SeldomLine _refusals = new(time);

    /// <summary>Null if it may be done; else in how many seconds it may be tried again.</summary>
    public int? Take(long user, Deed deed)
    {
        if (!_areOn || TakeAll(user, deed) is not { } wait)
            return null;

        if (_refusals.IsDue(out var unwritten))
            logger.TooFast(user, unwritten);
        return Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
    }

    private TimeSpan? TakeAll(long user, Deed deed) =>
        _calls.Take(user)
        ?? (deed >= Deed.Change ? _changes.Take(user) : null)
        ?? (deed >= Deed.Room ? _rooms.Take(user) : null);
}

/// <summary>What a call or a request does, as far as it matters how often. Each counts as those before it, too.</summary>
internal enum Deed
{
    /// <summary>It reads, or changes what is the caller's own.</summary>
    Other,

    /// <summary>It writes into a thread for everybody.</summary>
    Change,

    /// <summary>It makes a thread that comes to everybody who may see it.</summary>
    Room,
}
