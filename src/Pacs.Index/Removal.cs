namespace Pacs.Index;

/// <summary>What a deletion takes out of the index, in one transaction.</summary>
public sealed record Removal
{
    public required string Tenant { get; init; }

    /// <summary>The bodies that are deleted. Those that the index does not hold change nothing.</summary>
    public required IReadOnlyCollection<HeldVersion> Doomed { get; init; }

    /// <summary>
    /// Of instances whose current body is doomed, those that are not, in the order they came: they are entered anew, as
    /// if the doomed ones had never come.
    /// </summary>
    public IReadOnlyList<IndexedInstance> Survivors { get; init; } = [];

    /// <summary>
    /// Reads what is held at a place, for what it says of its series, study and patient; null when it cannot be read. It is
    /// asked within the transaction, so it had better remember.
    /// </summary>
    public required Func<Location, IndexedInstance?> Read { get; init; }

    /// <summary>The member of the log that says it: applied with this.</summary>
    public required LogStretch Tombstone { get; init; }
}
