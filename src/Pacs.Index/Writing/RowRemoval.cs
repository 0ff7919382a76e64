namespace Pacs.Index.Writing;

/// <summary>A deletion, made ready for the writer.</summary>
/// <param name="Removal">What is deleted.</param>
/// <param name="Survivors">What is entered anew.</param>
/// <param name="Read">Reads what lies at a place; null when it cannot be read.</param>
internal sealed record RowRemoval(
    Removal Removal, IReadOnlyList<InstanceRows> Survivors, Func<Location, InstanceRows?> Read) : Change
{
    /// <summary>
    /// False when the index holds a body that is neither doomed nor among the survivors, and would be left without a
    /// current one: then nothing was changed.
    /// </summary>
    public bool IsApplied { get; set; }
}
