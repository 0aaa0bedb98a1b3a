using System.Globalization;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Search;

/// <summary>
/// What the index knows of a message besides its words: where it stands and who wrote it, which never changes. It only saves looking at messages that
/// nobody asked for; who may read them says <see cref="Access"/>.
/// </summary>
internal static class Marks
{
    public const string Public = "p";

    public static string Thread(long id) => string.Create(CultureInfo.InvariantCulture, $"t{id}");

    public static string Author(long id) => string.Create(CultureInfo.InvariantCulture, $"u{id}");

    /// <summary>A branch is a part of its parent.</summary>
    public static IEnumerable<string> Of(IndexedMessage message)
    {
        yield return Thread(message.ThreadId);
        yield return Author(message.AuthorId);
        if (message.ParentId is { } parent)
            yield return Thread(parent);
        if (message.IsPublic)
            yield return Public;
    }
}

/// <summary>A message as the index takes it in.</summary>
/// <param name="Text">Null if it is not to be found, since it is deleted.</param>
internal sealed record IndexedMessage(long Id, string? Text, long ThreadId, long? ParentId, bool IsPublic, long AuthorId)
{
    /// <summary>What both databases are asked for.</summary>
    public const string Columns = "m.id, m.text, m.deleted, m.thread_id, t.parent_id, t.visibility, m.author_id";

    public static IndexedMessage Read(System.Data.Common.DbDataReader row) => new(
        row.GetInt64(0),
        row.IsDBNull(2) ? row.GetString(1) : null,
        row.GetInt64(3),
        row.IsDBNull(4) ? null : row.GetInt64(4),
        row.GetInt32(5) == (int)Visibility.Public,
        row.GetInt64(6));
}
