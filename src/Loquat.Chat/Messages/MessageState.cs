using Loquat.Chat.Branches;
using Loquat.Chat.Files;

namespace Loquat.Chat.Messages;

/// <summary>A message while a group of changes is decided: each change finds it as the one before has left it.</summary>
internal sealed class MessageState
{
    public long Id { get; set; }

    public required long ThreadId { get; init; }

    public required long Offset { get; init; }

    public required AuthorView Author { get; init; }

    public string? ClientId { get; init; }

    public required string Text { get; set; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset? Edited { get; set; }

    public int Revision { get; set; }

    public DateTimeOffset? Deleted { get; set; }

    public DateTimeOffset? Pinned { get; set; }

    public QuoteView? ReplyTo { get; init; }

    public IReadOnlyList<AuthorView> Mentions { get; set; } = [];

    /// <summary>Of the branch that starts here.</summary>
    public BranchView? Branch { get; set; }

    public OriginView? Origin { get; set; }

    public IReadOnlyList<FileView> Files { get; set; } = [];

    public List<ReactionState> Reactions { get; } = [];

    public MessageView View => new(Id, Author, Text, ThreadId, Offset, ClientId, Created)
    {
        EditedAt = Edited,
        Revision = Revision,
        DeletedAt = Deleted,
        PinnedAt = Pinned,
        ReplyTo = ReplyTo,
        Mentions = Mentions.Count == 0 ? null : Mentions,
        Reactions = ReactionView.Group(Reactions),
        Branch = Branch,
        Origin = Origin,
        Files = Files.Count == 0 ? null : Files,
    };

    public ReactionState? FindReaction(string emoji, long userId) =>
        Reactions.Find(reaction => reaction.User.Id == userId && reaction.Emoji == emoji);

    /// <summary>True if there is room for no other kind of emoji.</summary>
    public bool IsFullFor(string emoji)
    {
        var kinds = Reactions.Select(reaction => reaction.Emoji).ToHashSet(StringComparer.Ordinal);
        return kinds.Count >= AddReaction.MaxKinds && !kinds.Contains(emoji);
    }

    /// <summary>Leaves the place alone.</summary>
    public void Forget(DateTimeOffset now)
    {
        Text = "";
        Deleted = now;
        Pinned = null;
        Mentions = [];
        Origin = null;
        Files = [];
        Reactions.Clear();
    }
}
