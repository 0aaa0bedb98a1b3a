using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Loquat.Chat.Migrations;

/// <summary>The rooms that everybody sees are found without reading all branches and conversations.</summary>
[DbContext(typeof(ChatDbContext))]
[Migration(Id)]
internal sealed class OpenRooms : Migration
{
    public const string Id = "202611220008_OpenRooms";

    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateIndex("ix_threads_created", "threads", "created", filter: "visibility = 0 AND kind <> 2");
}
