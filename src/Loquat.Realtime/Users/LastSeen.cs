namespace Loquat.Realtime;

/// <summary>When users were here last. Of more than fit, those who left longest ago are forgotten.</summary>
internal sealed class LastSeen(int limit)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string User, DateTimeOffset At)>> _byUser = [];
    private readonly LinkedList<(string User, DateTimeOffset At)> _inOrder = new();

    public void Left(string user, DateTimeOffset at)
    {
        if (limit == 0)
            return;

        lock (_gate)
        {
            if (_byUser.Remove(user, out var before))
                _inOrder.Remove(before);
            else if (_byUser.Count == limit)
                ForgetOldest();
            _byUser.Add(user, _inOrder.AddLast((user, at)));
        }
    }

    public DateTimeOffset? Of(string user)
    {
        lock (_gate)
            return _byUser.TryGetValue(user, out var seen) ? seen.Value.At : null;
    }

    private void ForgetOldest()
    {
        _byUser.Remove(_inOrder.First!.Value.User);
        _inOrder.RemoveFirst();
    }
}
