using System.Text.Json;
using System.Text.RegularExpressions;
using Loquat.Chat.Log;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Loquat.Chat.Messages;

/// <summary>Somebody whom a message names. Gone when the message is deleted, or names them no more.</summary>
public sealed partial class Mention
{
    /// <summary>Stands for everybody who sees the thread: one row instead of one for each of ten thousand.</summary>
    public static readonly AuthorView Everyone = new(EveryoneId, "everyone");

    internal const long EveryoneId = 0;

    // More names than this are a list and not a call.
    private const int MaxNames = 50;

    private Mention()
    {
    }

    /// <summary>An account's, or 0 for everyone.</summary>
    public long UserId { get; private set; }

    public long ThreadId { get; private set; }

    /// <summary>The message's place in the log.</summary>
    public long Offset { get; private set; }

    public long MessageId { get; private set; }

    public long AuthorId { get; private set; }

    /// <summary>Names in the text that may be people's, normalized. A name that ends a sentence is tried without its full stop too.</summary>
    internal static IReadOnlyCollection<string> NamesIn(string text) =>
        !text.Contains('@')
            ? []
            : [.. Names().Matches(text).Take(MaxNames).SelectMany(match => Readings(match.Groups[1].Value)).Distinct()];

    /// <summary>Those of the names that are people's, and everyone.</summary>
    internal static IReadOnlyList<AuthorView> Resolve(IReadOnlyCollection<string> names, Scene scene)
    {
        if (names.Count == 0)
            return [];

        var people = names.Select(scene.FindPerson).OfType<AuthorView>();
        return [.. (names.Contains("EVERYONE") ? people.Append(Everyone) : people).Distinct().OrderBy(person => person.Id)];
    }

    internal static string? ToColumn(IReadOnlyList<AuthorView> mentions) =>
        mentions.Count == 0 ? null : JsonSerializer.Serialize(mentions, ChatJson.Plain.IReadOnlyListAuthorView);

    internal static IReadOnlyList<AuthorView>? FromColumn(string? column) =>
        column is null ? null : JsonSerializer.Deserialize(column, ChatJson.Plain.IReadOnlyListAuthorView);

    private static IEnumerable<string> Readings(string name)
    {
        yield return name.ToUpperInvariant();
        if (name.TrimEnd('.', '-', '_', '+') is { Length: > 0 } trimmed && trimmed.Length < name.Length)
            yield return trimmed.ToUpperInvariant();
    }

    // What an account's name may consist of, after an @ that does not belong to an address.
    [GeneratedRegex(@"(?<![\p{L}\p{N}_])@([A-Za-z0-9._+\-]{1,64})")]
    private static partial Regex Names();

    internal sealed class Configuration : IEntityTypeConfiguration<Mention>
    {
        public void Configure(EntityTypeBuilder<Mention> builder)
        {
            builder.ToTable("mentions");
            builder.HasKey(mention => new { mention.UserId, mention.ThreadId, mention.Offset });
            builder.HasOne<Message>().WithMany().HasForeignKey(mention => mention.MessageId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
