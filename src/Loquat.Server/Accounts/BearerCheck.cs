using System.Net;
using Loquat.Chat.Users;
using Loquat.Realtime;
using Loquat.Server.Configuration;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Accounts;

/// <summary>
/// Finds out who shows a bearer. One that nobody has costs a read of the database, too, so that one address may show only so many of them in a while; after that, what
/// this node has never seen valid is not looked up. Everybody else at the address is answered as ever.
/// </summary>
internal sealed class BearerCheck(Authenticate authenticate, IOptions<ServerOptions> options, TimeProvider time, ILogger<BearerCheck> logger)
{
    private readonly FailureLimit _unknown = new(options.Value.SignIn.UnknownBearersPerAddress, options.Value.SignIn.FailureWindow, time);
    private readonly SeldomLine _refusals = new(time);

    /// <param name="address">Null where it is not known: a server in front of us asks for everybody.</param>
    public async Task<Verdict> ExecuteAsync(string bearer, IPAddress? address, CancellationToken cancellationToken)
    {
        if (authenticate.Remembered(bearer) is { } remembered)
            return new Verdict.Known(remembered);
        if (address is null)
            return Of(await authenticate.ExecuteAsync(bearer, cancellationToken));

        var key = AddressKey.Of(address);
        if (_unknown.Wait(key) is { } wait && !authenticate.HasSeen(bearer))
        {
            if (_refusals.IsDue(out var unwritten))
                logger.BearersLimited(address.ToString(), unwritten);
            return new Verdict.TooMany(wait);
        }

        var verdict = Of(await authenticate.ExecuteAsync(bearer, cancellationToken));
        // Only now: a crowd that comes back behind one address must not stand in its own way.
        if (verdict is Verdict.Unknown)
            _unknown.Begin(key);
        return verdict;
    }

    private static Verdict Of(Identity? identity) => identity is null ? Verdict.Unknown.Instance : new Verdict.Known(identity);

    public abstract record Verdict
    {
        private Verdict()
        {
        }

        public sealed record Known(Identity Identity) : Verdict;

        /// <summary>It is no living sign-in.</summary>
        public sealed record Unknown : Verdict
        {
            public static readonly Unknown Instance = new();

            private Unknown()
            {
            }
        }

        /// <param name="Wait">How long it takes until bearers of this address are looked at again.</param>
        public sealed record TooMany(TimeSpan Wait) : Verdict;
    }
}
