using Loquat.Chat.Branches;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;

namespace Loquat.Chat.Tests.Messages;

/// <summary>A page of history, kept up to date by events alone, as any client would.</summary>
internal sealed class Replica(IEnumerable<MessageView> page)
{
    private readonly List<MessageView> _messages = [.. page];

    public IReadOnlyList<MessageView> Messages => _messages;

    public void Apply(EventContent content)
    {
        switch (content)
        {
            case MessagePosted { Message: { } posted }:
                _messages.Add(posted);
                break;
            case MessageEdited { Message: { } edited }:
                Change(edited.Id, _ => edited);
                break;
            case MessageDeleted { Message: { } stub }:
                Change(stub.Id, _ => stub);
                break;
            case BranchChanged changed:
                Change(changed.MessageId, message => message with { Branch = changed.Branch });
                break;
            case ReactionAdded added:
                Change(added.MessageId, message => message with { Reactions = With(message, added.Emoji, added.User) });
                break;
            case ReactionRemoved removed:
                Change(removed.MessageId, message => message with { Reactions = Without(message, removed.Emoji, removed.User) });
                break;
            case MessagePinned pinned:
                Change(pinned.MessageId, message => message with { PinnedAt = pinned.At });
                break;
            case MessageUnpinned unpinned:
                Change(unpinned.MessageId, message => message with { PinnedAt = null });
                break;
        }
    }

    private void Change(long id, Func<MessageView, MessageView> change)
    {
        var at = _messages.FindIndex(message => message.Id == id);
        _messages[at] = change(_messages[at]);
    }

    private static List<ReactionView> With(MessageView message, string emoji, AuthorView user)
    {
        var reactions = (message.Reactions ?? []).ToList();
        var at = reactions.FindIndex(reaction => reaction.Emoji == emoji);
        if (at < 0)
            reactions.Add(new ReactionView(emoji, [user]));
        else
            reactions[at] = reactions[at] with { Users = [.. reactions[at].Users, user] };

        return reactions;
    }

    private static List<ReactionView>? Without(MessageView message, string emoji, AuthorView user)
    {
        var reactions = (message.Reactions ?? [])
            .Select(reaction => reaction.Emoji == emoji ? reaction with { Users = [.. reaction.Users.Where(other => other != user)] } : reaction)
            .Where(reaction => reaction.Users.Count > 0)
            .ToList();
        return reactions.Count == 0 ? null : reactions;
    }
}
