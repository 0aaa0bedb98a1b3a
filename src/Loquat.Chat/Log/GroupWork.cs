using Loquat.Chat.Messages;

namespace Loquat.Chat.Log;

/// <summary>What the decisions of a group leave to be stored.</summary>
internal sealed class GroupWork
{
    public List<MessageState> NewMessages { get; } = [];

    /// <summary>In the order in which they are to be written, once every new message has its id.</summary>
    public List<Func<RowWrite>> Rows { get; } = [];

    public List<EventDraft> Events { get; } = [];

    public IReadOnlyCollection<ThreadHead> ChangedHeads => Events.Select(e => e.Thread).ToHashSet();
}
