using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Loquat.Chat.Migrations;

/// <summary>Rooms have topics and are archived, direct conversations are found again, messages answer others.</summary>
[DbContext(typeof(ChatDbContext))]
[Migration(Id)]
internal sealed class Conversations : Migration
{
    public const string Id = "202611220003_Conversations";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("topic", "threads", maxLength: 1_000, nullable: true);
        migrationBuilder.AddColumn<long>("archived", "threads", nullable: true);
        migrationBuilder.AddColumn<string>("direct_key", "threads", maxLength: 1_000, nullable: true);
        migrationBuilder.CreateIndex("ix_threads_direct_key", "threads", "direct_key", unique: true);
        migrationBuilder.AddColumn<long>("reply_to_id", "messages", nullable: true);
    }
}
