using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Loquat.Chat.Migrations;

/// <summary>Which sign-ins were ended lately is found without reading all there ever were.</summary>
[DbContext(typeof(ChatDbContext))]
[Migration(Id)]
internal sealed class Revocations : Migration
{
    public const string Id = "202611220007_Revocations";

    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateIndex("ix_auth_tokens_revoked", "auth_tokens", "revoked", filter: "revoked IS NOT NULL");
}
