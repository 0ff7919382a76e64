using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Pacs.Dicom.Generators;

/// <summary>What is written of elements.tsv.</summary>
internal static class ElementSource
{
    public static SourceText Tags(List<ElementRow> rows)
    {
        var source = new Source(
            "The data elements of PS3.6 and PS3.7 by their keywords. Of one that repeats, the first.",
            "public static class Tags");
        foreach (var row in rows)
        {
            var vrs = row.Vrs[0] == "-" ? "" : ", " + string.Join(" or ", row.Vrs);
            source.Member(row.Name + vrs + (row.IsRetired ? ", retired" : ""), string.Format(
                CultureInfo.InvariantCulture,
                "public static Tag {0} => new(0x{1:X4}, 0x{2:X4});",
                row.Keyword, row.Lowest >> 16, row.Lowest & 0xFFFF));
        }

        return source.End();
    }

    public static SourceText Table(List<ElementRow> rows)
    {
        var source = new Source(
            "One row per data element: first the single ones by tag, then those that repeat.",
            "internal static class ElementTable");
        var single = rows.Count(static row => !row.Repeats);
        source.Member(null, $"internal const int SingleCount = {single};");
        source.Table("uint", "Tags", rows.Select(static row => Hex(row.Lowest)));
        source.Table("uint", "RepeatingMasks", rows.Skip(single).Select(static row => Hex(row.Mask)));
        source.Table("uint", "RepeatingValues", rows.Skip(single).Select(static row => Hex(row.Value)));

        // Each list of VRs once; a row has the number of its list.
        var lists = rows.Select(static row => string.Join(" ", row.Vrs)).Distinct().ToList();
        source.Table("Vr", "VrLists", lists
            .SelectMany(static list => list.Split(' '))
            .Select(static vr => vr == "-" ? "Vr.None" : "Vr." + vr));
        source.Table("byte", "VrListStarts", Starts(lists.Select(static list => list.Split(' ').Length)));
        source.Table("byte", "VrListNumbers", rows.Select(row => lists.IndexOf(string.Join(" ", row.Vrs))));

        source.Table("byte", "Minima", rows.Select(static row => row.Minimum));
        source.Table("byte", "Maxima", rows.Select(static row => row.Maximum));
        source.Table("byte", "Steps", rows.Select(static row => row.Step));
        source.Table("bool", "Retired", rows.Select(static row => row.IsRetired ? "true" : "false"));

        source.Strings("Strings", rows.Select(static row => row.Keyword + row.Name));
        source.Table("int", "StringStarts", Starts(
            rows.Select(static row => Encoding.UTF8.GetByteCount(row.Keyword + row.Name))));
        source.Table("byte", "KeywordLengths", rows.Select(static row => row.Keyword.Length));
        source.Table("ushort", "ByKeyword", Enumerable.Range(0, rows.Count)
            .OrderBy(i => rows[i].Keyword, StringComparer.Ordinal));
        return source.End();
    }

    /// <summary>Where each begins when they stand one after the other, and where the last one ends.</summary>
    internal static IEnumerable<int> Starts(IEnumerable<int> lengths)
    {
        var start = 0;
        foreach (var length in lengths)
        {
            yield return start;
            start += length;
        }

        yield return start;
    }

    private static string Hex(uint value) => "0x" + value.ToString("X8", CultureInfo.InvariantCulture);
}
