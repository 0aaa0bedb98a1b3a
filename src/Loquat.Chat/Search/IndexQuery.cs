using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Search;

/// <summary>What the index is asked, in the words of the database that holds it. Both know their own syntax from words by quotes, which no word contains.</summary>
/// <param name="Marks">A message has to have one of each of these sets.</param>
internal sealed record IndexQuery(IReadOnlyList<Phrase> Phrases, IReadOnlyList<IReadOnlyList<string>> Marks)
{
    /// <summary>More is not read of what the index has yet to take in.</summary>
    public const int MaxPending = 2_000;

    // What came after the last that was taken in, and what has changed since it was. Counted by the newest.
    private static readonly string PendingOnSqlite = string.Create(
        CultureInfo.InvariantCulture,
        $"""
        SELECT id AS "Value" FROM (
            SELECT id FROM messages WHERE id > (SELECT indexed_to FROM search_progress WHERE id = 1) ORDER BY id DESC LIMIT {MaxPending + 1})
        UNION SELECT message_id FROM (SELECT message_id FROM search_changes ORDER BY id DESC LIMIT {MaxPending + 1})
        """);

    private static readonly string PendingOnPostgres = string.Create(
        CultureInfo.InvariantCulture,
        $"""SELECT DISTINCT message_id AS "Value" FROM (SELECT message_id FROM search_changes ORDER BY id DESC LIMIT {MaxPending + 1}) newest""");

    /// <summary>Messages whose words the index may not know as they are now.</summary>
    public static Task<List<long>> PendingAsync(ChatDbContext db, CancellationToken cancellationToken) =>
        db.Database.SqlQueryRaw<long>(db.Database.IsNpgsql() ? PendingOnPostgres : PendingOnSqlite).ToListAsync(cancellationToken);

    /// <summary>The newest that the index finds between two ids.</summary>
    public IQueryable<long> Newest(ChatDbContext db, long from, long below, int count) => db.Database.IsNpgsql()
        ? db.Database.SqlQuery<long>(
            $"""
            SELECT message_id AS "Value" FROM message_words
            WHERE words @@ {ForPostgres()}::tsquery AND message_id >= {from} AND message_id < {below} ORDER BY message_id DESC LIMIT {count}
            """)
        : db.Database.SqlQuery<long>(
            $"""
            SELECT rowid AS "Value" FROM message_words
            WHERE message_words MATCH {ForSqlite()} AND rowid >= {from} AND rowid < {below} ORDER BY rowid DESC LIMIT {count}
            """);

    private string ForSqlite() => string.Join(
        " AND ",
        [
            .. Phrases.Select(phrase => $"words : \"{string.Join(' ', phrase.Words)}\"{(phrase.IsOpen ? "*" : "")}"),
            .. Marks.Select(any => $"marks : ({string.Join(" OR ", any.Select(mark => $"\"{mark}\""))})"),
        ]);

    private string ForPostgres() => string.Join(
        " & ",
        [
            .. Phrases.Select(phrase => $"({string.Join(" <-> ", phrase.Words.Select(word => $"'{word}'"))}{(phrase.IsOpen ? ":*" : "")})"),
            .. Marks.Select(any => $"({string.Join(" | ", any.Select(mark => $"'#{mark}'"))})"),
        ]);
}
