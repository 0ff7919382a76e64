using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Pacs.Index.Sqlite;

/// <summary>
/// What <c>dotnet ef migrations add NAME --project src/Pacs.Index --output-dir Sqlite/Migrations</c> works on.
/// </summary>
internal sealed class SqliteIndexContextFactory : IDesignTimeDbContextFactory<SqliteIndexContext>
{
    public SqliteIndexContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteIndexContext>().UseSqlite("Data Source=:memory:").Options);
}
