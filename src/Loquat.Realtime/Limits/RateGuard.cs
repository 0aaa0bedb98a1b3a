using System.Collections.Concurrent;
using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Decides whether a command, or a connection, comes too fast: for its connection, for its user on this node, for this node.</summary>
internal sealed class RateGuard
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly Node _node;
    private readonly CommandRates _ofConnection;
    private readonly CommandRates _ofUser;
    private readonly CommandBuckets? _connections;

    // Outlive connections, so that nobody comes back with full ones. Full ones say nothing, and are swept away.
    private readonly ConcurrentDictionary<string, CommandBuckets> _users = new();

    public RateGuard(Node node)
    {
        _node = node;
        _ofConnection = new CommandRates(node.Options.ConnectionRates);
        _ofUser = new CommandRates(node.Options.UserRates);
        if (node.Options.ConnectionRateLimit > 0)
            _connections = new CommandBuckets([new TokenBucket(new RateLimit { Count = node.Options.ConnectionRateLimit })]);
        if (!_ofUser.IsEmpty)
            new Rounds(node, SweepInterval, SweepAsync).Start();
    }

    internal int UserCount => _users.Count;

    /// <summary>False if this node has taken too many connections of late.</summary>
    public bool TakesConnection()
    {
        if (_connections is null || _connections.TryTake([0], _node.Wheel.Now))
            return true;

        _node.Metrics.RateLimited("node");
        return false;
    }

    /// <summary>True if the command is to be handled. Connects are judged by <see cref="TakesConnect"/>.</summary>
    public bool Takes(Session session, Command command)
    {
        if (command is Command.Connect)
            return true;
        if (!_ofConnection.IsEmpty && !(session.Buckets ??= _ofConnection.NewBuckets()).TryTake(_ofConnection.Of(command), _node.Wheel.Now))
            return Refuse("connection");

        return TakesOfUser(session.User, command);
    }

    /// <summary>True if this user, now that it is known who it is, may connect again already.</summary>
    public bool TakesConnect(string user, Command.Connect command) => TakesOfUser(user, command);

    private bool TakesOfUser(string user, Command command)
    {
        // Anonymous connections have nothing in common.
        if (_ofUser.IsEmpty || user.Length == 0 || _ofUser.Of(command) is not { Length: > 0 } places)
            return true;

        return _users.GetOrAdd(user, static (_, rates) => rates.NewBuckets(), _ofUser).TryTake(places, _node.Wheel.Now) || Refuse("user");
    }

    private bool Refuse(string scope)
    {
        _node.Metrics.RateLimited(scope);
        return false;
    }

    private Task SweepAsync()
    {
        foreach (var user in _users)
        {
            // One that is used at this moment is lost with what was just taken from it: one command.
            if (user.Value.AreFull(_node.Wheel.Now))
                _users.TryRemove(user);
        }
        return Task.CompletedTask;
    }
}
