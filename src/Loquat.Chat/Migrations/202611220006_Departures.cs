using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Loquat.Chat.Migrations;

/// <summary>Who has left lately is found without reading the logs.</summary>
[DbContext(typeof(ChatDbContext))]
[Migration(Id)]
internal sealed class Departures : Migration
{
    public const string Id = "202611220006_Departures";

    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateIndex("ix_thread_events_created", "thread_events", "created", filter: "type = 'member.left'");
}
