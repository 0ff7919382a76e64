using Pacs.Dicom.Dictionary;

namespace Pacs.Index.Promoting;

/// <summary>A promoted attribute of an index file, and how far what was held before it was promoted has been looked at.</summary>
internal sealed record Promotion(long Key, AttributeName Name, long FilledUpTo, long FillUntil, long Filled, long Total)
{
    /// <summary>True when searches may rely on it.</summary>
    public bool IsComplete => FilledUpTo >= FillUntil;
}
