using System.Text.Json;

namespace Loquat.Faults.Clients;

/// <summary>A thread's messages by id, grown by pages and events.</summary>
internal sealed class Timeline
{
    private readonly Dictionary<long, ShownMessage> _messages = [];
    private readonly List<long> _order = [];

    public IReadOnlyDictionary<long, ShownMessage> Messages => _messages;

    public void Show(ShownMessage message)
    {
        if (!_messages.ContainsKey(message.Id))
            _order.Add(message.Id);
        _messages[message.Id] = message;
    }

    /// <summary>The messages that came last, the newest first.</summary>
    public IEnumerable<ShownMessage> Newest(int count) => _order.TakeLast(count).Reverse().Select(id => _messages[id]);

    /// <summary>Takes in an event of the log. Kinds that change no message count, and nothing else.</summary>
    public void Apply(JsonElement change)
    {
        switch (change.GetProperty("type").GetString())
        {
            case "message.posted" or "message.edited" or "message.deleted":
                Show(ShownMessage.Of(change.GetProperty("message")));
                break;
            case "reaction.added":
                Change(change, message => message.With(ReactionIn(change)));
                break;
            case "reaction.removed":
                Change(change, message => message.Without(ReactionIn(change)));
                break;
            case "message.pinned":
                Change(change, message => message with { IsPinned = true });
                break;
            case "message.unpinned":
                Change(change, message => message with { IsPinned = false });
                break;
        }
    }

    private static string ReactionIn(JsonElement change) =>
        ShownMessage.Reaction(change.GetProperty("emoji").GetString()!, change.GetProperty("user").GetProperty("id").GetInt64());

    private void Change(JsonElement change, Func<ShownMessage, ShownMessage> how)
    {
        if (_messages.TryGetValue(change.GetProperty("messageId").GetInt64(), out var message))
            _messages[message.Id] = how(message);
    }
}
