using Loquat.Server.Rpc;

namespace Loquat.Server.Embedded;

/// <summary>What we know of a live connection.</summary>
/// <param name="Caller">Who opened it, with which token.</param>
/// <param name="FollowsThreads">True if it asked for every thread its user sees, those to come included.</param>
/// <param name="Introductions">What <see cref="ThreadAudience.Add"/> said before its threads were read.</param>
/// <param name="Passages">What <see cref="MemberSessions.Passages"/> was before its threads were read.</param>
internal sealed record SessionState(Caller Caller, bool FollowsThreads, long Introductions = 0, long Passages = 0)
{
    private volatile bool _isIdle;

    /// <summary>Whether nobody touches the device, by its client's own word.</summary>
    public bool IsIdle
    {
        get => _isIdle;
        set => _isIdle = value;
    }
}
