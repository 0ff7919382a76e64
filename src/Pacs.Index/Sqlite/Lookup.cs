namespace Pacs.Index.Sqlite;

/// <summary>What an index answers: rows one after the other, so that one may stop.</summary>
/// <param name="Condition">The condition for the rows under an alias, that the index meets.</param>
/// <param name="Through">A table that is read first, with the words that join the rows to it.</param>
internal sealed record Lookup(Func<QueryParameters, string> Condition, string Through = "");
