using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Loquat.Chat.Migrations;

/// <summary>Messages take files along. What these hold lies in a folder, whose name the database knows.</summary>
[DbContext(typeof(ChatDbContext))]
[Migration(Id)]
internal sealed class FilesInMessages : Migration
{
    public const string Id = "202611230001_Files";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("files", "messages", nullable: true);
        migrationBuilder.CreateTable(
            "file_folder",
            table => new
            {
                id = table.Column<int>(),
                name = table.Column<string>(maxLength: 32),
            },
            constraints: table => table.PrimaryKey("pk_file_folder", row => row.id));
        CreateFiles(migrationBuilder);
    }

    private static void CreateFiles(MigrationBuilder migration)
    {
        migration.CreateTable(
            "files",
            table => new
            {
                id = table.Column<long>(),
                thread_id = table.Column<long>(),
                owner_id = table.Column<long>(),
                message_id = table.Column<long>(nullable: true),
                client_id = table.Column<string>(maxLength: 64, nullable: true),
                name = table.Column<string>(maxLength: 255),
                type = table.Column<string>(maxLength: 64),
                size = table.Column<long>(),
                width = table.Column<int>(nullable: true),
                height = table.Column<int>(nullable: true),
                content = table.Column<string>(maxLength: 32),
                created = table.Column<long>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_files", row => row.id);
                table.ForeignKey("fk_files_thread_id", row => row.thread_id, "threads", "id", onDelete: ReferentialAction.Restrict);
                table.ForeignKey("fk_files_owner_id", row => row.owner_id, "users", "id", onDelete: ReferentialAction.Restrict);
                table.ForeignKey("fk_files_message_id", row => row.message_id, "messages", "id", onDelete: ReferentialAction.Restrict);
            });
        migration.CreateIndex("ix_files_thread_id", "files", "thread_id");
        migration.CreateIndex("ix_files_message_id", "files", "message_id");
        migration.CreateIndex("ix_files_content", "files", "content");
        migration.CreateIndex("ix_files_owner_id_client_id", "files", ["owner_id", "client_id"], unique: true, filter: "client_id IS NOT NULL");
        migration.CreateIndex("ix_files_created", "files", "created", filter: "message_id IS NULL");
        migration.CreateIndex("ix_files_owner_id", "files", "owner_id", filter: "message_id IS NULL");
    }
}
