using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Pacs.Index.Model;

namespace Pacs.Index.Sqlite;

/// <summary>
/// The index in one SQLite file. Its trigram tables are in the migrations, its pragmas where it is opened.
/// </summary>
internal sealed class SqliteIndexContext(DbContextOptions<SqliteIndexContext> options) : IndexContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        // SQLite gives an INTEGER PRIMARY KEY anyway; EF's AUTOINCREMENT would write a second table for every row.
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            foreach (var property in entity.FindPrimaryKey()?.Properties ?? [])
            {
                property.ValueGenerated = ValueGenerated.Never;
            }
        }
    }
}
