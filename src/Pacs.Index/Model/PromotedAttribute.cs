namespace Pacs.Index.Model;

/// <summary>An attribute of instances that was promoted, and how far the instances held before have been looked at.</summary>
internal sealed class PromotedAttribute
{
    public long Key { get; init; }

    public long Tag { get; init; }

    /// <summary>The name of a private block; empty for a standard attribute.</summary>
    public required string Creator { get; init; }

    /// <summary>The two letters.</summary>
    public required string Vr { get; init; }

    /// <summary>No longer wanted: its values are being taken out.</summary>
    public bool IsDropped { get; init; }

    /// <summary>The key of the last instance that was looked at.</summary>
    public long FilledUpTo { get; init; }

    /// <summary>The key of the last instance that was held when the attribute was promoted.</summary>
    public long FillUntil { get; init; }

    /// <summary>How many instances have been looked at.</summary>
    public long Filled { get; init; }

    /// <summary>How many there were.</summary>
    public long Total { get; init; }
}
