using Pacs.Index.Model;

namespace Pacs.Index.Writing;

/// <summary>
/// The statements of a database's text search, for a level that has one in a table of its own: what enters a row, with
/// its key and text columns, and what takes it out, with its key.
/// </summary>
internal sealed record TextStatements(Func<LevelTable, string?> Upsert, Func<LevelTable, string?> Delete);
