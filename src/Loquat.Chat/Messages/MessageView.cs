using System.Text.Json.Serialization;

using Loquat.Chat.Branches;
using Loquat.Chat.Files;

namespace Loquat.Chat.Messages;

/// <summary>A message as it is shown, stored in the log and sent to those who listen.</summary>
/// <param name="Text">Empty once it is deleted.</param>
public sealed record MessageView(
    long Id,
    AuthorView User,
    string Text,
    long Thread,
    long Offset,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ClientId,
    DateTimeOffset CreatedAt)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>How often it has been edited.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Revision { get; init; }

    /// <summary>From here on only its place is left.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? DeletedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? PinnedAt { get; init; }

    /// <summary>The message of the same thread that it answers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public QuoteView? ReplyTo { get; init; }

    /// <summary>Whom it names, in the order of their ids; the id 0 stands for everyone. Null for nobody.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AuthorView>? Mentions { get; init; }

    /// <summary>Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ReactionView>? Reactions { get; init; }

    /// <summary>The branch that starts here; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BranchView? Branch { get; init; }

    /// <summary>Where it was said first, if it was passed on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OriginView? Origin { get; init; }

    /// <summary>What it brings along, in the author's order. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FileView>? Files { get; init; }
}

public sealed record AuthorView(long Id, string Username);

/// <param name="Text">
/// How it begins, as it is now; null where it is not said. The log does not: a deletion would have to take it out of every answer's event too.
/// </param>
public sealed record QuoteView(
    long Id,
    long Offset,
    AuthorView User,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? DeletedAt = null)
{
    public const int MaxTextLength = 200;
}

/// <param name="Users">In the order in which they came, which is also the order of the emojis.</param>
public sealed record ReactionView(string Emoji, IReadOnlyList<AuthorView> Users)
{
    public int Count => Users.Count;

    /// <summary>Null for none.</summary>
    internal static IReadOnlyList<ReactionView>? Group(IEnumerable<ReactionState> reactions)
    {
        var views = reactions
            .OrderBy(reaction => reaction.Offset)
            .GroupBy(reaction => reaction.Emoji, StringComparer.Ordinal)
            .Select(emoji => new ReactionView(emoji.Key, [.. emoji.Select(reaction => reaction.User)]))
            .ToList();
        return views.Count == 0 ? null : views;
    }
}

/// <param name="Offset">The place in the thread's log of the event that added it.</param>
internal sealed record ReactionState(string Emoji, AuthorView User, long Offset);
