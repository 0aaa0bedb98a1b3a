using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Loquat.Chat.Migrations;

/// <summary>
/// Messages are found by their words. The tables hold nothing that could not be made again, so the model does not know them: whoever copies or compares
/// the chat leaves them out. What has been said before is taken in while the server runs.
/// </summary>
[DbContext(typeof(ChatDbContext))]
[Migration(Id)]
internal sealed class Search : Migration
{
    public const string Id = "202611230002_Search";

    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(migrationBuilder.ActiveProvider!.EndsWith("Sqlite", StringComparison.Ordinal) ? OnSqlite : OnPostgres);

    // The index gets words that are taken apart already, and no text: all that is left to do is to cut at spaces. Edits and deletions are noted by the
    // transaction that makes them; what is new is told by its id.
    private const string OnSqlite =
        """
        CREATE VIRTUAL TABLE message_words USING fts5(words, marks, content='', contentless_delete=1, tokenize='ascii', prefix='2');
        CREATE TABLE search_progress (id INTEGER NOT NULL PRIMARY KEY, indexed_to INTEGER NOT NULL, turn INTEGER NOT NULL);
        INSERT INTO search_progress (id, indexed_to, turn) VALUES (1, 0, 0);
        CREATE TABLE search_changes (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, message_id INTEGER NOT NULL);
        CREATE TRIGGER search_changed AFTER UPDATE OF text ON messages WHEN old.text <> new.text BEGIN
            INSERT INTO search_changes (message_id) VALUES (new.id);
        END;
        """;

    // Never one entry for two changes: whoever takes it could have read the message between them.
    private const string OnPostgres =
        """
        CREATE TABLE message_words (message_id bigint NOT NULL CONSTRAINT pk_message_words PRIMARY KEY, words tsvector NOT NULL);
        CREATE INDEX ix_message_words_words ON message_words USING gin (words);
        CREATE TABLE search_changes (
            id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_search_changes PRIMARY KEY, message_id bigint NOT NULL);
        CREATE FUNCTION search_note_posted() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO search_changes (message_id) SELECT id FROM added;
            RETURN NULL;
        END $$;
        CREATE FUNCTION search_note_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO search_changes (message_id) VALUES (NEW.id);
            RETURN NULL;
        END $$;
        CREATE FUNCTION search_forget() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            TRUNCATE message_words, search_changes;
            RETURN NULL;
        END $$;
        CREATE TRIGGER search_posted AFTER INSERT ON messages REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION search_note_posted();
        CREATE TRIGGER search_changed AFTER UPDATE OF text ON messages FOR EACH ROW WHEN (OLD.text <> NEW.text) EXECUTE FUNCTION search_note_changed();
        CREATE TRIGGER search_emptied AFTER TRUNCATE ON messages FOR EACH STATEMENT EXECUTE FUNCTION search_forget();
        INSERT INTO search_changes (message_id) SELECT id FROM messages ORDER BY id DESC;
        """;
}
