using Loquat.Chat.Messages;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Log;

/// <summary>What can be handed to the log. Whoever hands it over has checked that the user may do it.</summary>
public abstract record Change
{
    private Change()
    {
    }

    /// <summary>Changes with the same lane keep their order; lanes take turns.</summary>
    internal abstract long Lane { get; }

    public sealed record PostMessage(long ThreadId, AuthorView Author, string Text, string? ClientId) : Change
    {
        internal override long Lane => ThreadId;
    }

    public sealed record CreateRoom(long OwnerId, string Name, Visibility Visibility) : Change
    {
        internal override long Lane => 0;
    }
}
