using System.Globalization;
using System.Text.Json;

namespace Loquat.Faults.Clients;

/// <summary>A message as somebody sees it.</summary>
/// <param name="Revision">How often it has been edited.</param>
/// <param name="Reactions">Each emoji with each user who put it there, in no order that means anything; see <see cref="Reaction"/>.</param>
internal sealed record ShownMessage(
    long Id, long Offset, long AuthorId, string Text, string? ClientId, int Revision, bool IsDeleted, bool IsPinned, string Reactions)
{
    public ShownFiles Files { get; init; } = ShownFiles.None;

    /// <summary>Reads the message of an event, an answer or a page.</summary>
    public static ShownMessage Of(JsonElement message) => new(
        message.GetProperty("id").GetInt64(),
        message.GetProperty("offset").GetInt64(),
        message.GetProperty("user").GetProperty("id").GetInt64(),
        message.GetProperty("text").GetString()!,
        message.TryGetProperty("clientId", out var clientId) ? clientId.GetString() : null,
        message.TryGetProperty("revision", out var revision) ? revision.GetInt32() : 0,
        message.TryGetProperty("deletedAt", out _),
        message.TryGetProperty("pinnedAt", out _),
        message.TryGetProperty("reactions", out var reactions) ? ReactionsIn(reactions) : "")
    {
        Files = message.TryGetProperty("files", out var files) ? ShownFiles.Of(files) : ShownFiles.None,
    };

    public static string Reaction(string emoji, long userId) => string.Create(CultureInfo.InvariantCulture, $"{emoji}{userId}");

    /// <summary>One text for each set, so that records compare.</summary>
    public static string Join(IEnumerable<string> reactions) => string.Join(' ', reactions.Distinct().Order(StringComparer.Ordinal));

    public bool Has(string reaction) => Reactions.Split(' ').Contains(reaction);

    public ShownMessage With(string reaction) => this with { Reactions = Join(Each.Append(reaction)) };

    public ShownMessage Without(string reaction) => this with { Reactions = Join(Each.Where(other => other != reaction)) };

    private IEnumerable<string> Each => Reactions.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string ReactionsIn(JsonElement reactions) => Join(
        from reaction in reactions.EnumerateArray()
        from user in reaction.GetProperty("users").EnumerateArray()
        select Reaction(reaction.GetProperty("emoji").GetString()!, user.GetProperty("id").GetInt64()));
}
