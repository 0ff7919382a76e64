using System.Globalization;

namespace Pacs.Dicom.Dictionary;

/// <summary>How many values an element may have (PS3.5 §6.4).</summary>
/// <param name="Minimum">The fewest, when it has any.</param>
/// <param name="Maximum">The most; null: without limit.</param>
/// <param name="Step">Their number grows by this from the minimum: 2 in 2-2n.</param>
public readonly record struct Multiplicity(int Minimum, int? Maximum, int Step)
{
    /// <summary>True when a value field of <paramref name="count"/> values is right; an empty one always is.</summary>
    public bool Allows(int count) =>
        count == 0 || (count >= Minimum && (Maximum is null || count <= Maximum) && (count - Minimum) % Step == 0);

    /// <summary>As PS3.6 writes it: 1, 1-8, 1-n, 2-2n.</summary>
    public override string ToString()
    {
        if (Maximum == Minimum) return Minimum.ToString(CultureInfo.InvariantCulture);
        if (Maximum is { } maximum) return string.Create(CultureInfo.InvariantCulture, $"{Minimum}-{maximum}");
        return Step == 1
            ? string.Create(CultureInfo.InvariantCulture, $"{Minimum}-n")
            : string.Create(CultureInfo.InvariantCulture, $"{Minimum}-{Step}n");
    }
}
