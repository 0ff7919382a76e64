using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Pacs.Index.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class PromotedAttributes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "PromotedAttribute",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false),
                    Tag = table.Column<long>(type: "INTEGER", nullable: false),
                    Creator = table.Column<string>(type: "TEXT", nullable: false),
                    Vr = table.Column<string>(type: "TEXT", nullable: false),
                    IsDropped = table.Column<bool>(type: "INTEGER", nullable: false),
                    FilledUpTo = table.Column<long>(type: "INTEGER", nullable: false),
                    FillUntil = table.Column<long>(type: "INTEGER", nullable: false),
                    Filled = table.Column<long>(type: "INTEGER", nullable: false),
                    Total = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PromotedAttribute", x => x.Key);
                });

            migrationBuilder.CreateTable(
                name: "PromotedElement",
                columns: table => new
                {
                    AttributeKey = table.Column<long>(type: "INTEGER", nullable: false),
                    InstanceKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Element = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PromotedElement", x => new { x.AttributeKey, x.InstanceKey });
                    table.ForeignKey(
                        name: "FK_PromotedElement_Instance_InstanceKey",
                        column: x => x.InstanceKey,
                        principalTable: "Instance",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PromotedValue",
                columns: table => new
                {
                    AttributeKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Value = table.Column<string>(type: "TEXT", nullable: false),
                    InstanceKey = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PromotedValue", x => new { x.AttributeKey, x.Value, x.InstanceKey });
                    table.ForeignKey(
                        name: "FK_PromotedValue_Instance_InstanceKey",
                        column: x => x.InstanceKey,
                        principalTable: "Instance",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_PromotedElement_InstanceKey",
                table: "PromotedElement",
                column: "InstanceKey");

            migrationBuilder.CreateIndex(
                name: "IX_PromotedValue_InstanceKey",
                table: "PromotedValue",
                column: "InstanceKey");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PromotedAttribute");

            migrationBuilder.DropTable(
                name: "PromotedElement");

            migrationBuilder.DropTable(
                name: "PromotedValue");
        }
    }
}
