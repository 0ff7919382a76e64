using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Pacs.Index.Sqlite.Migrations
{
    /// <summary>
    /// Times of receipt in 100 ns instead of milliseconds: they are the order of the log. The model is the same.
    /// </summary>
    [DbContext(typeof(SqliteIndexContext))]
    [Migration("20261127160000_ReceivedAtTicks")]
    public partial class ReceivedAtTicks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => Scale(migrationBuilder, "* 10000");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => Scale(migrationBuilder, "/ 10000");

        private static void Scale(MigrationBuilder migrationBuilder, string factor)
        {
            foreach (var table in new[] { "Instance", "InstanceVersion", "PatientConflict" })
                migrationBuilder.Sql($"""UPDATE "{table}" SET "ReceivedAt" = "ReceivedAt" {factor}""");
        }
    }
}
