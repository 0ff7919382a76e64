using Pacs.Index.Searching;

namespace Pacs.Index.Sqlite;

/// <summary>
/// What one key says to the database: which rows of a level may match. It never leaves out one that does.
/// </summary>
/// <param name="Level">The level whose rows it is about.</param>
/// <param name="Rows">How many rows it may leave, roughly: what leaves fewest is looked up first.</param>
/// <param name="Condition">The condition for the rows under an alias.</param>
/// <param name="Lookup">The same as something an index answers; null when none does.</param>
internal sealed record Narrowing(
    QueryLevel Level,
    double Rows,
    Func<QueryParameters, string> Condition,
    Lookup? Lookup)
{
    /// <summary>True when it says which patients, studies, series or instances are meant: never a large part of all.</summary>
    public bool NamesOne { get; init; }
}
