using System.Text.Json;
using System.Text.Json.Serialization;
using Loquat.Chat.Messages;

namespace Loquat.Chat.Branches;

/// <summary>The mark at a message that a branch starts from. It is kept with the message: a page of history shows it without a look at anything else.</summary>
/// <param name="Id">The branch, which is a thread.</param>
/// <param name="Replies">Messages in it that are not deleted.</param>
/// <param name="LastAt">When the newest was posted, also if it has been deleted since; null before the first.</param>
/// <param name="People">The first who took part, at most <see cref="MaxPeople"/>, in the order in which they came.</param>
public sealed record BranchView(
    long Id,
    int Replies,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? LastAt,
    IReadOnlyList<AuthorView> People)
{
    public const int MaxPeople = 5;

    internal BranchView WithReply(AuthorView author, DateTimeOffset created) => this with
    {
        Replies = Replies + 1,
        LastAt = created,
        People = People.Count >= MaxPeople || People.Any(person => person.Id == author.Id) ? People : [.. People, author],
    };

    internal BranchView WithoutReply() => this with { Replies = Replies - 1 };

    internal static string? ToColumn(BranchView? branch) => branch is null ? null : JsonSerializer.Serialize(branch, ChatJson.Plain.BranchView);

    internal static BranchView? FromColumn(string? column) =>
        column is null ? null : JsonSerializer.Deserialize(column, ChatJson.Plain.BranchView);
}
