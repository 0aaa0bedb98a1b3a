using Loquat.Chat.Branches;
using Loquat.Chat.Files;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Log;

/// <summary>What one change is decided by, and where it leaves what is to be stored.</summary>
/// <param name="parent">Of a branch, locked as well.</param>
internal sealed class Scene(GroupFacts facts, GroupWork work, ThreadHead head, ThreadHead? parent, Actor actor, DateTimeOffset now)
{
    private readonly List<EventDraft> _inParent = [];
    private readonly List<long> _newFollowers = [];

    public ThreadHead Thread => head;

    /// <summary>What the log of a branch's parent says about this change.</summary>
    public IReadOnlyList<EventDraft> InParent => _inParent;

    /// <summary>Who follows the branch from here on.</summary>
    public IReadOnlyList<long> NewFollowers => _newFollowers;

    public AuthorView Actor => actor.User;

    public DateTimeOffset Now => now;

    public bool May(ThreadAction action) => May(actor, action);

    /// <summary>Null if the actor may do this here.</summary>
    public Verdict? WhyRefused(ThreadAction action)
    {
        if (!May(ThreadAction.See))
            return Verdict.NotFound;

        if (!May(action))
            return Verdict.Forbidden;

        return Root.Archived is null || AccessRules.AllowInArchive(action) ? null : Verdict.Conflict(Reason.RoomArchived);
    }

    /// <summary>Null if there is no such message in this thread.</summary>
    public MessageState? Find(long messageId) =>
        facts.Messages.TryGetValue(messageId, out var message) && message.ThreadId == head.Id ? message : null;

    /// <summary>The message that the change is about, in whatever thread.</summary>
    public MessageState? FindAnywhere(long messageId) => facts.Messages.GetValueOrDefault(messageId);

    /// <summary>False if there is no such account.</summary>
    public bool Find(long userId, out AuthorView person)
    {
        var isKnown = facts.Actors.TryGetValue((Root.Id, userId), out var other);
        person = isKnown ? other!.User : new AuthorView(userId, "");
        return isKnown;
    }

    public MemberRole? MembershipOf(long userId) => facts.Actors[(Root.Id, userId)].Membership;

    /// <summary>True if the actor is more in this thread than the other.</summary>
    public bool StandsAbove(long userId) => StandingOf(actor) > StandingOf(facts.Actors[(Root.Id, userId)]);

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

    /// <summary>Notes whom a message names, so that they can be counted. Everyone includes each. Whoever is called into a branch follows it.</summary>
    public void CallOut(MessageState message)
    {
        var called = message.Mentions.Contains(Mention.Everyone) ? [Mention.Everyone] : message.Mentions;
        foreach (var person in called)
            work.Rows.Add(() => MessageRows.AddMention(message, person.Id));

        if (parent is null)
            return;

        foreach (var person in message.Mentions)
            FollowIfSeen(person, message.Offset - 1);
    }

    /// <summary>Files of the actor's that wait in this thread. Null unless each of these is one: an earlier change of this group may have taken it.</summary>
    public IReadOnlyList<FileState>? FindLoose(IReadOnlyCollection<long> ids)
    {
        var found = ids.Select(id => facts.Files.GetValueOrDefault(id)).OfType<FileState>().Distinct().ToList();
        return found.Count == ids.Count && found.TrueForAll(file => file.IsLoose && file.ThreadId == head.Id && file.OwnerId == actor.User.Id)
            ? found
            : null;
    }

    /// <summary>The files of a message of whatever thread, in the order in which it shows them.</summary>
    public IReadOnlyList<FileState> FilesOf(MessageState message) =>
        [.. message.Files.Select(view => facts.Files.GetValueOrDefault(view.Id)).OfType<FileState>()];

    /// <summary>A new message takes files along that were loose.</summary>
    public void TakeAlong(MessageState message, IReadOnlyList<FileState> files)
    {
        foreach (var file in files)
        {
            file.IsLoose = false;
            work.Rows.Add(() => FileRows.Take(file, message));
        }
    }

    /// <summary>A new message brings files of its own.</summary>
    public void Bring(MessageState message, IReadOnlyList<FileState> files)
    {
        foreach (var file in files)
            work.Rows.Add(() => FileRows.Add(file, message));
    }

    /// <summary>A message was posted. Where this is a branch, the message that it starts from shows it, and its author follows along.</summary>
    public void NoteReply(MessageState reply)
    {
        if (parent is null)
            return;

        var start = facts.Messages[head.Parent!.Message];
        if (start.Branch!.LastAt is null)
            FollowIfSeen(start.Author, reply.Offset - 1);

        Follow(reply.Author, reply.Offset);
        Mark(start, start.Branch.WithReply(reply.Author, now));
    }

    /// <summary>A message was deleted.</summary>
    public void NoteReplyGone()
    {
        if (parent is null)
            return;

        var start = facts.Messages[head.Parent!.Message];
        Mark(start, start.Branch!.WithoutReply());
    }

    /// <param name="readTo">How far they have read it, if they have not said so themselves.</param>
    public void Follow(AuthorView person, long readTo)
    {
        if (!facts.Followers.Add((head.Id, person.Id)))
            return;

        foreach (var row in BranchRows.Follow(head, person.Id, readTo, now))
            Write(row);

        _newFollowers.Add(person.Id);
    }

    public void Unfollow(AuthorView person)
    {
        facts.Followers.Remove((head.Id, person.Id));
        Write(BranchRows.Unfollow(head, person.Id));
    }

    public void Add(MessageState message) => work.NewMessages.Add(message);

    public void Write(RowWrite row) => work.Rows.Add(() => row);

    /// <summary>An event at the log's next offset.</summary>
    public Verdict Append(EventContent content) => new Verdict.Appended(head.Advance(), () => content);

    /// <summary>Where people belong, and whose rules hold.</summary>
    private ThreadHead Root => parent ?? head;

    // Who was named, or asked the question, may have been shut out since.
    private void FollowIfSeen(AuthorView person, long readTo)
    {
        if (facts.Actors.TryGetValue((Root.Id, person.Id), out var known) && May(known, ThreadAction.See))
            Follow(person, readTo);
    }

    private void Mark(MessageState start, BranchView mark)
    {
        start.Branch = mark;
        Write(BranchRows.Mark(start));
        var content = new BranchChanged(start.Id, mark);
        var offset = parent!.Advance();
        _inParent.Add(new EventDraft(parent, parent.View, offset, actor.User.Id, ClientId: null, content, content.ToJson(), now));
    }

    private bool May(Actor person, ThreadAction action) =>
        (parent is null || AccessRules.AllowInBranch(action)) && AccessRules.Allow(action, StandingOf(person), Root.Kind, Root.Visibility);

    private Standing StandingOf(Actor person) => Access.StandingOf(person.Membership, person.ServerRole, Root.Visibility);
}
