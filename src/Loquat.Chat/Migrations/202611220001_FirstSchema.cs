using Loquat.Chat.Log;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Migrations.Operations.Builders;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Loquat.Chat.Migrations;

/// <summary>Users, threads, messages and the log. Column types are the provider's; only counted keys have to be told to each.</summary>
[DbContext(typeof(ChatDbContext))]
[Migration(Id)]
internal sealed class FirstSchema : Migration
{
    public const string Id = "202611220001_FirstSchema";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        CreateUsers(migrationBuilder);
        CreateThreads(migrationBuilder);
        CreateMessages(migrationBuilder);
        CreateLog(migrationBuilder);
    }

    private static void CreateUsers(MigrationBuilder migration)
    {
        migration.CreateTable(
            "users",
            table => new
            {
                id = Counted(table.Column<long>()),
                role = table.Column<int>(),
                created = table.Column<long>(),
                user_name = table.Column<string>(maxLength: 64),
                normalized_user_name = table.Column<string>(maxLength: 64),
                password_hash = table.Column<string>(maxLength: 256, nullable: true),
                security_stamp = table.Column<string>(maxLength: 64, nullable: true),
                concurrency_stamp = table.Column<string>(maxLength: 64, nullable: true),
                lockout_end = table.Column<long>(nullable: true),
                lockout_enabled = table.Column<bool>(),
                access_failed_count = table.Column<int>(),
            },
            constraints: table => table.PrimaryKey("pk_users", row => row.id));
        migration.CreateIndex("ix_users_normalized_user_name", "users", "normalized_user_name", unique: true);

        migration.CreateTable(
            "auth_tokens",
            table => new
            {
                id = Counted(table.Column<long>()),
                user_id = table.Column<long>(),
                hash = table.Column<byte[]>(maxLength: 32),
                device = table.Column<string>(maxLength: 200),
                created = table.Column<long>(),
                expires = table.Column<long>(),
                last_used = table.Column<long>(),
                revoked = table.Column<long>(nullable: true),
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_auth_tokens", row => row.id);
                table.ForeignKey("fk_auth_tokens_user_id", row => row.user_id, "users", "id", onDelete: ReferentialAction.Cascade);
            });
        migration.CreateIndex("ix_auth_tokens_hash", "auth_tokens", "hash", unique: true);
        migration.CreateIndex("ix_auth_tokens_user_id", "auth_tokens", "user_id");
    }

    private static void CreateThreads(MigrationBuilder migration)
    {
        migration.CreateTable(
            "threads",
            table => new
            {
                id = Counted(table.Column<long>()),
                name = table.Column<string>(maxLength: 200),
                kind = table.Column<int>(),
                visibility = table.Column<int>(),
                created = table.Column<long>(),
                last_offset = table.Column<long>(),
                last_message_at = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("pk_threads", row => row.id));

        migration.CreateTable(
            "members",
            table => new
            {
                thread_id = table.Column<long>(),
                user_id = table.Column<long>(),
                role = table.Column<int>(),
                joined = table.Column<long>(),
                read_offset = table.Column<long>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_members", row => new { row.thread_id, row.user_id });
                table.ForeignKey("fk_members_thread_id", row => row.thread_id, "threads", "id", onDelete: ReferentialAction.Cascade);
                table.ForeignKey("fk_members_user_id", row => row.user_id, "users", "id", onDelete: ReferentialAction.Cascade);
            });
        migration.CreateIndex("ix_members_user_id", "members", "user_id");
    }

    private static void CreateMessages(MigrationBuilder migration)
    {
        migration.CreateTable(
            "messages",
            table => new
            {
                id = Counted(table.Column<long>()),
                thread_id = table.Column<long>(),
                offset = table.Column<long>(),
                author_id = table.Column<long>(),
                client_id = table.Column<string>(maxLength: 64, nullable: true),
                text = table.Column<string>(maxLength: 16_000),
                created = table.Column<long>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_messages", row => row.id);
                table.ForeignKey("fk_messages_author_id", row => row.author_id, "users", "id", onDelete: ReferentialAction.Restrict);
                table.ForeignKey("fk_messages_thread_id", row => row.thread_id, "threads", "id", onDelete: ReferentialAction.Restrict);
            });
        migration.CreateIndex("ix_messages_thread_id_offset", "messages", ["thread_id", "offset"], unique: true);
        migration.CreateIndex("ix_messages_author_id_client_id", "messages", ["author_id", "client_id"], unique: true);
    }

    private static void CreateLog(MigrationBuilder migration)
    {
        migration.CreateTable(
            "thread_events",
            table => new
            {
                thread_id = table.Column<long>(),
                offset = table.Column<long>(),
                type = table.Column<string>(maxLength: 64),
                payload = table.Column<byte[]>(),
                created = table.Column<long>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_thread_events", row => new { row.thread_id, row.offset });
                table.ForeignKey("fk_thread_events_thread_id", row => row.thread_id, "threads", "id", onDelete: ReferentialAction.Restrict);
            });

        migration.CreateTable(
            "log_epoch",
            table => new
            {
                id = table.Column<int>(),
                name = table.Column<string>(maxLength: 32),
            },
            constraints: table => table.PrimaryKey("pk_log_epoch", row => row.id));

        // Another name for every database that is ever made: that is the point of it.
        migration.Sql($"INSERT INTO log_epoch (id, name) VALUES (1, '{LogEpoch.NewName()}')");
    }

    private static OperationBuilder<AddColumnOperation> Counted(OperationBuilder<AddColumnOperation> column) => column
        .Annotation("Sqlite:Autoincrement", true)
        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn);
}
