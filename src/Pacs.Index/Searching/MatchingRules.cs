namespace Pacs.Index.Searching;

/// <summary>What was agreed on how keys are matched.</summary>
/// <param name="IsFuzzy">Names match by their sound, too.</param>
/// <param name="Offset">The offset from UTC of a DT that does not say its own; null compares such as if they were UTC.</param>
internal sealed record MatchingRules(bool IsFuzzy = false, TimeSpan? Offset = null)
{
    /// <summary>What holds where nothing was agreed.</summary>
    public static MatchingRules Baseline { get; } = new();
}
