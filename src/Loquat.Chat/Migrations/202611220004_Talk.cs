using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Loquat.Chat.Migrations;

/// <summary>
/// Branches start from messages and have followers, people say how loud a thread is to them, keep messages for later, pass them on, and find
/// their drafts on every device.
/// </summary>
[DbContext(typeof(ChatDbContext))]
[Migration(Id)]
internal sealed class Talk : Migration
{
    public const string Id = "202611220004_Talk";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        CreateBranches(migrationBuilder);
        ExtendMessages(migrationBuilder);
        CreateSettings(migrationBuilder);
        CreateSaved(migrationBuilder);
        CreateDrafts(migrationBuilder);
    }

    private static void CreateBranches(MigrationBuilder migration)
    {
        // EF Core would copy the whole table for a reference on SQLite.
        var type = migration.ActiveProvider!.EndsWith("Sqlite", StringComparison.Ordinal) ? "INTEGER" : "bigint";
        migration.Sql($"ALTER TABLE threads ADD COLUMN parent_id {type} CONSTRAINT fk_threads_parent_id REFERENCES threads (id)");
        migration.AddColumn<long>("parent_message_id", "threads", nullable: true);
        migration.CreateIndex("ix_threads_parent_id", "threads", "parent_id");
        migration.CreateIndex("ix_threads_parent_message_id", "threads", "parent_message_id", unique: true);

        migration.CreateTable(
            "followers",
            table => new
            {
                user_id = table.Column<long>(),
                thread_id = table.Column<long>(),
                since = table.Column<long>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_followers", row => new { row.user_id, row.thread_id });
                table.ForeignKey("fk_followers_user_id", row => row.user_id, "users", "id", onDelete: ReferentialAction.Cascade);
                table.ForeignKey("fk_followers_thread_id", row => row.thread_id, "threads", "id", onDelete: ReferentialAction.Cascade);
            });
        migration.CreateIndex("ix_followers_thread_id", "followers", "thread_id");
    }

    private static void ExtendMessages(MigrationBuilder migration)
    {
        migration.AddColumn<string>("branch", "messages", nullable: true);
        migration.AddColumn<string>("origin", "messages", nullable: true);
        migration.CreateIndex("ix_messages_thread_id_pinned", "messages", ["thread_id", "pinned"], filter: "pinned IS NOT NULL");
    }

    private static void CreateSettings(MigrationBuilder migration)
    {
        migration.CreateTable(
            "thread_settings",
            table => new
            {
                user_id = table.Column<long>(),
                thread_id = table.Column<long>(),
                level = table.Column<int>(),
                is_muted = table.Column<bool>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_thread_settings", row => new { row.user_id, row.thread_id });
                table.ForeignKey("fk_thread_settings_user_id", row => row.user_id, "users", "id", onDelete: ReferentialAction.Cascade);
                table.ForeignKey("fk_thread_settings_thread_id", row => row.thread_id, "threads", "id", onDelete: ReferentialAction.Cascade);
            });
        migration.CreateIndex("ix_thread_settings_thread_id", "thread_settings", "thread_id");
    }

    private static void CreateSaved(MigrationBuilder migration)
    {
        migration.CreateTable(
            "saved_messages",
            table => new
            {
                user_id = table.Column<long>(),
                message_id = table.Column<long>(),
                saved = table.Column<long>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_saved_messages", row => new { row.user_id, row.message_id });
                table.ForeignKey("fk_saved_messages_user_id", row => row.user_id, "users", "id", onDelete: ReferentialAction.Cascade);
                table.ForeignKey("fk_saved_messages_message_id", row => row.message_id, "messages", "id", onDelete: ReferentialAction.Restrict);
            });
        migration.CreateIndex("ix_saved_messages_message_id", "saved_messages", "message_id");
        migration.CreateIndex("ix_saved_messages_user_id_saved", "saved_messages", ["user_id", "saved"]);
    }

    private static void CreateDrafts(MigrationBuilder migration)
    {
        migration.CreateTable(
            "drafts",
            table => new
            {
                user_id = table.Column<long>(),
                thread_id = table.Column<long>(),
                text = table.Column<string>(maxLength: 16_000),
                updated = table.Column<long>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_drafts", row => new { row.user_id, row.thread_id });
                table.ForeignKey("fk_drafts_user_id", row => row.user_id, "users", "id", onDelete: ReferentialAction.Cascade);
                table.ForeignKey("fk_drafts_thread_id", row => row.thread_id, "threads", "id", onDelete: ReferentialAction.Cascade);
            });
        migration.CreateIndex("ix_drafts_thread_id", "drafts", "thread_id");
    }
}
