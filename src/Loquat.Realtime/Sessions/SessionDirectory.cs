namespace Loquat.Realtime;

/// <summary>All sessions of this node, and which of them are whose.</summary>
internal sealed class SessionDirectory(RealtimeOptions options)
{
    private readonly Lock _gate = new();
    private readonly List<Session> _sessions = [];
    private readonly Dictionary<string, List<Session>> _byUser = [];
    private bool _closed;
    private TaskCompletionSource? _empty;

    public int Count
    {
        get
        {
            lock (_gate)
                return _sessions.Count;
        }
    }

    public int UserCount
    {
        get
        {
            lock (_gate)
                return _byUser.Count;
        }
    }

    /// <summary>True once nobody is let in any more.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_gate)
                return _closed;
        }
    }

    /// <summary>False if this node takes no more.</summary>
    public bool TryAdd(Session session)
    {
        lock (_gate)
        {
            if (_closed || (options.ConnectionLimit > 0 && _sessions.Count >= options.ConnectionLimit))
                return false;

            session.Slot = _sessions.Count;
            _sessions.Add(session);
            return true;
        }
    }

    /// <summary>Lists a session under its user. False if the user has as many as allowed; anonymous ones have no limit.</summary>
    public bool TryList(Session session)
    {
        lock (_gate)
        {
            // Anonymous ones can be very many, and nobody asks for them one by one.
            if (session.User.Length == 0)
                return true;

            var sessions = _byUser.GetValueOrDefault(session.User);
            if (options.UserConnectionLimit > 0 && sessions?.Count >= options.UserConnectionLimit)
                return false;

            if (sessions is null)
                _byUser.Add(session.User, sessions = new List<Session>(1));
            sessions.Add(session);
            return true;
        }
    }

    public void Unlist(Session session)
    {
        lock (_gate)
        {
            if (_byUser.TryGetValue(session.User, out var sessions) && sessions.Remove(session) && sessions.Count == 0)
                _byUser.Remove(session.User);
        }
    }

    public void Remove(Session session)
    {
        TaskCompletionSource? empty = null;
        lock (_gate)
        {
            Vacate(session);
            if (_sessions.Count == 0)
                (empty, _empty) = (_empty, null);
        }
        empty?.SetResult();
    }

    private void Vacate(Session session)
    {
        if (session.Slot < 0)
            return;

        var last = _sessions[^1];
        _sessions[session.Slot] = last;
        last.Slot = session.Slot;
        session.Slot = -1;
        _sessions.RemoveAt(_sessions.Count - 1);
    }

    /// <summary>True if somebody of this name is listed.</summary>
    public bool Has(string user)
    {
        lock (_gate)
            return _byUser.ContainsKey(user);
    }

    /// <summary>Adds everybody.</summary>
    public void AddAllTo(List<Session> sessions)
    {
        lock (_gate)
            sessions.AddRange(_sessions);
    }

    public Session[] Of(string user)
    {
        lock (_gate)
        {
            return user.Length == 0
                ? [.. _sessions.Where(session => session.IsConnected && session.User.Length == 0)]
                : _byUser.TryGetValue(user, out var sessions) ? [.. sessions] : [];
        }
    }

    /// <summary>Lets nobody in any more, and returns who is there.</summary>
    public Session[] Close()
    {
        lock (_gate)
        {
            _closed = true;
            return [.. _sessions];
        }
    }

    /// <summary>Completes when the last session is gone.</summary>
    public Task EmptyAsync()
    {
        lock (_gate)
        {
            return _sessions.Count == 0
                ? Task.CompletedTask
                : (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }
}
