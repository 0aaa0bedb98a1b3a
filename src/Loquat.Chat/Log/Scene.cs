using Loquat.Chat.Messages;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Log;

/// <summary>What one change is decided by, and where it leaves what is to be stored.</summary>
internal sealed class Scene(GroupFacts facts, GroupWork work, ThreadHead head, Actor actor, DateTimeOffset now)
{
    public ThreadHead Thread => head;

    public AuthorView Actor => actor.User;

    public DateTimeOffset Now => now;

    public Standing Standing => Access.StandingOf(actor.Membership, actor.ServerRole, head.Visibility);

    public bool May(ThreadAction action) => AccessRules.Allow(action, Standing, head.Kind, head.Visibility);

    /// <summary>Null if the actor may do this here.</summary>
    public Verdict? WhyRefused(ThreadAction action)
    {
        if (!May(ThreadAction.See))
            return Verdict.NotFound;

        return May(action) ? null : Verdict.Forbidden;
    }

    /// <summary>Null if there is no such message in this thread.</summary>
    public MessageState? Find(long messageId) =>
        facts.Messages.TryGetValue(messageId, out var message) && message.ThreadId == head.Id ? message : null;

    /// <summary>Null if nobody has this name.</summary>
    public AuthorView? FindPerson(string normalizedName) => facts.People.GetValueOrDefault(normalizedName);

    /// <summary>Notes whom a message names, so that they can be counted. Everyone includes each.</summary>
    public void CallOut(MessageState message)
    {
        var called = message.Mentions.Contains(Mention.Everyone) ? [Mention.Everyone] : message.Mentions;
        foreach (var person in called)
            work.Rows.Add(() => MessageRows.AddMention(message, person.Id));
    }

    public void Add(MessageState message) => work.NewMessages.Add(message);

    public void Write(RowWrite row) => work.Rows.Add(() => row);

    /// <summary>An event at the log's next offset.</summary>
    public Verdict Append(EventContent content) => new Verdict.Appended(head.Advance(), () => content);
}
