using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Who is in which channel, on all nodes. A connection is in a channel at most once.</summary>
public interface IPresence
{
    /// <summary>Adds a connection or replaces what is known of it.</summary>
    ValueTask AddAsync(string channel, ClientInfo info, CancellationToken cancellationToken);

    /// <summary>Removes a connection; nothing happens if it is not there.</summary>
    ValueTask RemoveAsync(string channel, string client, CancellationToken cancellationToken);

    /// <summary>A snapshot by connection id.</summary>
    ValueTask<IReadOnlyDictionary<string, ClientInfo>> GetAsync(string channel, CancellationToken cancellationToken);

    /// <summary>The same of several channels. Those without anybody are not in the answer.</summary>
    async ValueTask<IReadOnlyDictionary<string, IReadOnlyList<ClientInfo>>> GetAsync(
        IReadOnlyCollection<string> channels, CancellationToken cancellationToken)
    {
        var present = new Dictionary<string, IReadOnlyList<ClientInfo>>();
        foreach (var channel in channels)
        {
            if (await GetAsync(channel, cancellationToken) is { Count: > 0 } clients)
                present[channel] = [.. clients.Values];
        }
        return present;
    }

    /// <summary>Counts without the entries, for channels that are too large to list.</summary>
    ValueTask<PresenceStats> StatsAsync(string channel, CancellationToken cancellationToken);

    /// <summary>
    /// True if entries are forgotten unless <see cref="RenewAsync"/> names them again, which the engine then does every
    /// <see cref="RealtimeOptions.PresenceUpdateInterval"/>. To be remembered for more than two of these.
    /// </summary>
    bool NeedsRenewal => false;

    /// <summary>Some of those who are here on this node still are: each is added, or lives on.</summary>
    ValueTask RenewAsync(IReadOnlyList<PresenceEntry> entries, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

/// <summary>One connection in one channel.</summary>
public readonly record struct PresenceEntry(string Channel, ClientInfo Info);

/// <summary>How many are in a channel.</summary>
/// <param name="Clients">Connections.</param>
/// <param name="Users">Different users among them.</param>
public readonly record struct PresenceStats(uint Clients, uint Users);
