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
    private readonly SeldomLine _refusals = new(time);

    /// <summary>Null if it may be done; else in how many seconds it may be tried again.</summary>
    /// <param name="isChange">It writes into a thread for everybody.</param>
    public int? Take(long user, bool isChange)
    {
        if (!_areOn || (_calls.Take(user) ?? (isChange ? _changes.Take(user) : null)) is not { } wait)
            return null;

        if (_refusals.IsDue(out var unwritten))
            logger.TooFast(user, unwritten);
        return Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
    }
}
