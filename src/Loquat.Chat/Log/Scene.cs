using Loquat.Chat.Messages;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Log;

/// <summary>What one change is decided by, and where it leaves what is to be stored.</summary>
internal sealed class Scene(GroupFacts facts, GroupWork work, ThreadHead head, Actor actor, DateTimeOffset now)
{
    public const string NeedsOwner = "Somebody else has to own it first.";

    public ThreadHead Thread => head;

    public AuthorView Actor => actor.User;

    public DateTimeOffset Now => now;

    public bool May(ThreadAction action) => AccessRules.Allow(action, StandingOf(actor), head.Kind, head.Visibility);

    /// <summary>Null if the actor may do this here.</summary>
    public Verdict? WhyRefused(ThreadAction action)
    {
        if (!May(ThreadAction.See))
            return Verdict.NotFound;

        if (!May(action))
            return Verdict.Forbidden;

        return head.Archived is null || AccessRules.AllowInArchive(action) ? null : Verdict.Conflict("It is archived.");
    }

    /// <summary>Null if there is no such message in this thread.</summary>
    public MessageState? Find(long messageId) =>
        facts.Messages.TryGetValue(messageId, out var message) && message.ThreadId == head.Id ? message : null;

    /// <summary>False if there is no such account.</summary>
    public bool Find(long userId, out AuthorView person)
    {
        var isKnown = facts.Actors.TryGetValue((head.Id, userId), out var other);
        person = isKnown ? other!.User : new AuthorView(userId, "");
        return isKnown;
    }

    public MemberRole? MembershipOf(long userId) => facts.Actors[(head.Id, userId)].Membership;

    /// <summary>True if the actor is more in this thread than the other.</summary>
    public bool StandsAbove(long userId) => StandingOf(actor) > StandingOf(facts.Actors[(head.Id, userId)]);

    public bool IsOnlyOwner(long userId) =>
        facts.Owners.Contains((head.Id, userId)) && facts.Owners.Count(owner => owner.ThreadId == head.Id) == 1;

    public Verdict Admit(AuthorView person, MemberRole role)
    {
        NoteMembership(person.Id, role);
        var joined = Append(new MemberJoined(person, role, Actor));
        foreach (var row in ThreadRows.Join(head, person.Id, role, now))
            Write(row);

        return joined;
    }

    public Verdict Dismiss(AuthorView person)
    {
        NoteMembership(person.Id, null);
        Write(ThreadRows.Leave(head, person.Id));
        return Append(new MemberLeft(person, Actor));
    }

    /// <summary>So that the next change of this group finds it so.</summary>
    public void NoteMembership(long userId, MemberRole? role)
    {
        var place = (head.Id, userId);
        facts.Actors[place] = facts.Actors[place] with { Membership = role };
        if (role == MemberRole.Owner)
            facts.Owners.Add(place);
        else
            facts.Owners.Remove(place);
    }

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

    private Standing StandingOf(Actor person) => Access.StandingOf(person.Membership, person.ServerRole, head.Visibility);
}
