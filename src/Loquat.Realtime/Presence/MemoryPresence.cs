using System.Collections.Concurrent;
using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>The presence of a single node: an entry lives exactly as long as its subscription.</summary>
public sealed class MemoryPresence : IPresence
{
    private readonly ConcurrentDictionary<string, Room> _rooms = new();

    /// <inheritdoc/>
    public ValueTask AddAsync(string channel, ClientInfo info, CancellationToken cancellationToken)
    {
        while (true)
        {
            var room = _rooms.GetOrAdd(channel, static _ => new Room());
            if (room.TryAdd(info))
                return ValueTask.CompletedTask;
            _rooms.TryRemove(new(channel, room));
        }
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(string channel, string client, CancellationToken cancellationToken)
    {
        if (_rooms.TryGetValue(channel, out var room) && room.RemoveAndClose(client))
            _rooms.TryRemove(new(channel, room));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, ClientInfo>> GetAsync(string channel, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyDictionary<string, ClientInfo>>(_rooms.TryGetValue(channel, out var room) ? room.Snapshot() : []);

    /// <inheritdoc/>
    public ValueTask<PresenceStats> StatsAsync(string channel, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_rooms.TryGetValue(channel, out var room) ? room.Stats() : default);

    /// <summary>
    /// The connections in one channel. Closed when the last one leaves, so that nobody enters a room that is being removed.
    /// </summary>
    private sealed class Room
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, ClientInfo> _clients = [];
        private readonly Dictionary<string, uint> _connectionsOfUser = [];
        private bool _closed;

        public bool TryAdd(ClientInfo info)
        {
            lock (_gate)
            {
                if (_closed)
                    return false;

                Forget(info.Client);
                _clients.Add(info.Client, info);
                _connectionsOfUser[info.User] = _connectionsOfUser.GetValueOrDefault(info.User) + 1;
                return true;
            }
        }

        /// <summary>True if the room is empty now.</summary>
        public bool RemoveAndClose(string client)
        {
            lock (_gate)
            {
                Forget(client);
                return _closed = _clients.Count == 0;
            }
        }

        public Dictionary<string, ClientInfo> Snapshot()
        {
            lock (_gate)
                return new Dictionary<string, ClientInfo>(_clients);
        }

        public PresenceStats Stats()
        {
            lock (_gate)
                return new PresenceStats((uint)_clients.Count, (uint)_connectionsOfUser.Count);
        }

        private void Forget(string client)
        {
            if (!_clients.Remove(client, out var known))
                return;

            if (_connectionsOfUser[known.User] == 1)
                _connectionsOfUser.Remove(known.User);
            else
                _connectionsOfUser[known.User]--;
        }
    }
}
