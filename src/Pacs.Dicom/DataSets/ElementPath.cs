using System.Globalization;

namespace Pacs.Dicom.DataSets;

/// <summary>
/// Where an element stands in a data set: the items around it, counted from 1, and its tag. As text
/// <c>54000100/1/54001010</c>.
/// </summary>
public sealed class ElementPath
{
    /// <summary>No data set that is read nests deeper.</summary>
    private const int MaxDepth = 64;

    private readonly ItemStep[] _around;

    /// <param name="around">The items that lead to the element, the outermost first.</param>
    /// <param name="tag">The element's.</param>
    public ElementPath(ReadOnlySpan<ItemStep> around, Tag tag)
    {
        _around = around.ToArray();
        Tag = tag;
    }

    public Tag Tag { get; }

    /// <summary>From the data set itself inwards.</summary>
    public IReadOnlyList<ItemStep> Around => _around;

    /// <summary>Null for what is no path.</summary>
    public static ElementPath? Parse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length % 2 == 0 || parts.Length / 2 > MaxDepth) return null;

        var around = new ItemStep[parts.Length / 2];
        for (var i = 0; i < around.Length; i++)
        {
            if (!Tag.TryParse(parts[2 * i], out var sequence) ||
                !int.TryParse(parts[(2 * i) + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var item) ||
                item == 0)
            {
                return null;
            }

            around[i] = new ItemStep(sequence, item);
        }

        return Tag.TryParse(parts[^1], out var tag) ? new ElementPath(around, tag) : null;
    }

    public override string ToString() =>
        string.Concat([.. _around.Select(step => $"{step.Sequence.Value:X8}/{step.Item}/"), $"{Tag.Value:X8}"]);
}
