using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Pacs.Index.Model;

namespace Pacs.Index.Sqlite;

/// <summary>The index in one SQLite file. Its trigram tables are in the migrations, its pragmas where it is opened.</summary>
internal sealed class SqliteIndexContext(DbContextOptions<SqliteIndexContext> options) : IndexContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        // An INTEGER PRIMARY KEY is given by SQLite anyway; EF's AUTOINCREMENT would write a second table for every row.
        foreach (var key in modelBuilder.Model.GetEntityTypes().Select(entity => entity.FindPrimaryKey()).OfType<IMutableKey>())
        {
            foreach (var property in key.Properties) property.ValueGenerated = ValueGenerated.Never;
        }
    }
}
