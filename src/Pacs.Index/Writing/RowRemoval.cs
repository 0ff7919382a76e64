namespace Pacs.Index.Writing;

/// <summary>A deletion, made ready for the writer.</summary>
internal sealed record RowRemoval(Removal Removal, IReadOnlyList<InstanceRows> Survivors) : Change
{
    /// <summary>
    /// False when the index holds a body that is neither doomed nor among the survivors, and would be left without a
    /// current one: then nothing was changed.
    /// </summary>
    public bool IsApplied { get; set; }
}
