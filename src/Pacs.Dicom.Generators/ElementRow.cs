using System.Globalization;

namespace Pacs.Dicom.Generators;

/// <summary>One line of elements.tsv: a data element, or a range of them whose tag has digits written x.</summary>
internal sealed class ElementRow
{
    private ElementRow(string[] fields)
    {
        var tag = fields[0];
        Value = uint.Parse(tag.Replace('x', '0'), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        Mask = tag.Aggregate(0u, static (mask, digit) => mask << 4 | (digit == 'x' ? 0u : 0xFu));
        Lowest = Value;
        Keyword = fields[1];
        Name = fields[2];
        Vrs = ImplicitFirst(fields[3]);
        (Minimum, Maximum, Step) = Multiplicity(fields[4]);
        IsRetired = fields[5] == "R";
    }

    public uint Value { get; }

    /// <summary>Ones where the tag has a digit: all of them unless the element repeats.</summary>
    public uint Mask { get; }

    public bool Repeats => Mask != uint.MaxValue;

    /// <summary>The first tag that means this row and no other.</summary>
    public uint Lowest { get; private set; }

    public string Keyword { get; }

    public string Name { get; }

    /// <summary>The VRs the standard allows, first the one that an implicit encoding has.</summary>
    public string[] Vrs { get; }

    public int Minimum { get; }

    /// <summary>0: without limit.</summary>
    public int Maximum { get; }

    public int Step { get; }

    public bool IsRetired { get; }

    /// <summary>The rows of one tag by tag, then those that repeat.</summary>
    public static List<ElementRow> ParseTable(string text)
    {
        var rows = Tsv.Parse(text, 6, static fields => new ElementRow(fields));
        var single = rows.Where(static row => !row.Repeats).OrderBy(static row => row.Value).ToList();
        var repeating = rows.Where(static row => row.Repeats).ToList();

        var taken = new HashSet<uint>(single.Select(static row => row.Value));
        foreach (var row in repeating)
        {
            // (gggg,0000) is a group length whatever the table says.
            while ((row.Lowest & 0xFFFF) == 0 || taken.Contains(row.Lowest)) row.Lowest = row.After(row.Lowest);
        }

        return [.. single, .. repeating];
    }

    private uint After(uint tag)
    {
        do tag++;
        while ((tag & Mask) != Value);
        return tag;
    }

    // PS3.5 §A.1: implicit little endian has pixel, overlay and waveform data in OW. LUT Data, US or OW, is OW for its
    // length: 65,536 entries do not fit the 16-bit length that an explicit encoding gives US. US or SS depends on Pixel
    // Representation, which a dictionary does not see: US.
    private static string[] ImplicitFirst(string vrs)
    {
        var all = vrs.Split([" or "], StringSplitOptions.None);
        return [.. all.OrderBy(static vr => vr == "OW" ? 0 : 1)];
    }

    // One number, a range, or a lower limit and the step upwards: 1, 1-8, 1-n, 2-2n (PS3.5 §6.4).
    private static (int Minimum, int Maximum, int Step) Multiplicity(string text)
    {
        var limits = text.Split('-');
        var minimum = Number(limits[0]);
        if (limits.Length == 1) return (minimum, minimum, 1);

        var upper = limits[1];
        return upper.EndsWith("n", StringComparison.Ordinal)
            ? (minimum, 0, upper.Length == 1 ? 1 : Number(upper.Substring(0, upper.Length - 1)))
            : (minimum, Number(upper), 1);
    }

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
