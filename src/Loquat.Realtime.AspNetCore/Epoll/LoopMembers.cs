namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>
/// Who is behind which token. A token is a place and a count of how often the place was taken: what the system reports late, of somebody who has left,
/// never reaches the one who came after.
/// </summary>
internal sealed class LoopMembers
{
    private readonly Lock _gate = new();
    private readonly Stack<int> _free = new();
    private Place[] _places = new Place[64];
    private int _count;

    public ulong Add(ILoopMember member)
    {
        lock (_gate)
        {
            if (!_free.TryPop(out var index))
                index = _count++;
            if (index == _places.Length)
                Array.Resize(ref _places, 2 * index);

            ref var place = ref _places[index];
            place.Member = member;
            return (ulong)++place.Takings << 32 | (uint)index;
        }
    }

    public void Remove(ulong token)
    {
        lock (_gate)
        {
            var index = (int)(uint)token;
            if (MemberOf(token) is null)
                return;

            _places[index].Member = null;
            _free.Push(index);
        }
    }

    /// <summary>Looks up all of a batch at once; null for who is gone.</summary>
    public void Find(ReadinessBuffer events, int count, Span<ILoopMember?> found)
    {
        lock (_gate)
        {
            for (var i = 0; i < count; i++)
                found[i] = MemberOf(events[i].Token);
        }
    }

    public ILoopMember[] ToArray()
    {
        lock (_gate)
            return [.. _places.Select(place => place.Member).OfType<ILoopMember>()];
    }

    private ILoopMember? MemberOf(ulong token)
    {
        var index = (uint)token;
        return index < _places.Length && _places[index].Takings == token >> 32 ? _places[index].Member : null;
    }

    private struct Place
    {
        public ILoopMember? Member;
        public uint Takings;
    }
}
