using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Loquat.Chat.Migrations;

/// <summary>
/// Messages can be edited, deleted, pinned and reacted to, people say what they have read, and the log remembers the client's id of every
/// kind of change.
/// </summary>
[DbContext(typeof(ChatDbContext))]
[Migration(Id)]
internal sealed class Changes : Migration
{
    public const string Id = "202611220002_Changes";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ExtendLog(migrationBuilder);
        ExtendMessages(migrationBuilder);
        CreateReading(migrationBuilder);
    }

    private static void ExtendLog(MigrationBuilder migration)
    {
        migration.AddColumn<long>("actor_id", "thread_events", nullable: true);
        migration.AddColumn<string>("client_id", "thread_events", maxLength: 64, nullable: true);
        migration.Sql(
            """
            UPDATE thread_events SET
                actor_id = (SELECT m.author_id FROM messages m WHERE m.thread_id = thread_events.thread_id AND m."offset" = thread_events."offset"),
                client_id = (SELECT m.client_id FROM messages m WHERE m.thread_id = thread_events.thread_id AND m."offset" = thread_events."offset")
            WHERE type = 'message.posted'
            """);
        migration.CreateIndex(
            "ix_thread_events_actor_id_client_id", "thread_events", ["actor_id", "client_id"], unique: true, filter: "client_id IS NOT NULL");
        migration.DropIndex("ix_messages_author_id_client_id", "messages");
        migration.CreateIndex("ix_messages_author_id", "messages", "author_id");
    }

    private static void ExtendMessages(MigrationBuilder migration)
    {
        migration.AddColumn<long>("edited", "messages", nullable: true);
        migration.AddColumn<int>("revision", "messages", nullable: false, defaultValue: 0);
        migration.AddColumn<long>("deleted", "messages", nullable: true);
        migration.AddColumn<long>("pinned", "messages", nullable: true);
        migration.AddColumn<string>("mentions", "messages", nullable: true);

        migration.CreateTable(
            "message_revisions",
            table => new
            {
                message_id = table.Column<long>(),
                number = table.Column<int>(),
                offset = table.Column<long>(),
                text = table.Column<string>(maxLength: 16_000),
                created = table.Column<long>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_message_revisions", row => new { row.message_id, row.number });
                table.ForeignKey("fk_message_revisions_message_id", row => row.message_id, "messages", "id", onDelete: ReferentialAction.Restrict);
            });

        migration.CreateTable(
            "reactions",
            table => new
            {
                message_id = table.Column<long>(),
                emoji = table.Column<string>(maxLength: 32),
                user_id = table.Column<long>(),
                offset = table.Column<long>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_reactions", row => new { row.message_id, row.emoji, row.user_id });
                table.ForeignKey("fk_reactions_message_id", row => row.message_id, "messages", "id", onDelete: ReferentialAction.Restrict);
                table.ForeignKey("fk_reactions_user_id", row => row.user_id, "users", "id", onDelete: ReferentialAction.Restrict);
            });
        migration.CreateIndex("ix_reactions_user_id", "reactions", "user_id");

        migration.CreateTable(
            "mentions",
            table => new
            {
                user_id = table.Column<long>(),
                thread_id = table.Column<long>(),
                offset = table.Column<long>(),
                message_id = table.Column<long>(),
                author_id = table.Column<long>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_mentions", row => new { row.user_id, row.thread_id, row.offset });
                table.ForeignKey("fk_mentions_message_id", row => row.message_id, "messages", "id", onDelete: ReferentialAction.Restrict);
            });
        migration.CreateIndex("ix_mentions_message_id", "mentions", "message_id");
    }

    private static void CreateReading(MigrationBuilder migration)
    {
        migration.CreateTable(
            "read_positions",
            table => new
            {
                user_id = table.Column<long>(),
                thread_id = table.Column<long>(),
                offset = table.Column<long>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_read_positions", row => new { row.user_id, row.thread_id });
                table.ForeignKey("fk_read_positions_user_id", row => row.user_id, "users", "id", onDelete: ReferentialAction.Cascade);
                table.ForeignKey("fk_read_positions_thread_id", row => row.thread_id, "threads", "id", onDelete: ReferentialAction.Cascade);
            });
        migration.CreateIndex("ix_read_positions_thread_id", "read_positions", "thread_id");

        // Until now nobody could say what they had read; nobody comes back to years of it.
        migration.Sql(
            """
            INSERT INTO read_positions (user_id, thread_id, "offset")
            SELECT users.id, threads.id, threads.last_offset FROM users CROSS JOIN threads
            WHERE threads.visibility = 0
                OR EXISTS (SELECT 1 FROM members WHERE members.thread_id = threads.id AND members.user_id = users.id)
            """);

        // EF Core would copy the whole table for this on SQLite.
        migration.Sql("ALTER TABLE members DROP COLUMN read_offset");
    }
}
