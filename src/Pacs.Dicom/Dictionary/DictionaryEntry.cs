using System.Text;
using Pacs.Dicom.DataSets;

namespace Pacs.Dicom.Dictionary;

/// <summary>What PS3.6 says of one data element. Its strings are made from read-only data when asked for.</summary>
public readonly record struct DictionaryEntry
{
    private readonly int _row;

    internal DictionaryEntry(Tag tag, int row)
    {
        Tag = tag;
        _row = row;
    }

    /// <summary>The tag that was looked up; by keyword, the first one when the element repeats.</summary>
    public Tag Tag { get; }

    /// <summary>The VR, of several the one of an implicit encoding (PS3.5 §A.1); none for items.</summary>
    public Vr Vr => Vrs[0];

    /// <summary>All VRs the standard allows, as in US or SS: which it is depends on the rest of the data set.</summary>
    public ReadOnlySpan<Vr> Vrs
    {
        get
        {
            var list = ElementTable.VrListNumbers[_row];
            var start = ElementTable.VrListStarts[list];
            return ElementTable.VrLists[start..ElementTable.VrListStarts[list + 1]];
        }
    }

    public string Keyword => Encoding.UTF8.GetString(KeywordOf(_row));

    public string Name
    {
        get
        {
            var start = ElementTable.StringStarts[_row] + ElementTable.KeywordLengths[_row];
            return Encoding.UTF8.GetString(ElementTable.Strings[start..ElementTable.StringStarts[_row + 1]]);
        }
    }

    public Multiplicity Multiplicity => new(
        ElementTable.Minima[_row],
        ElementTable.Maxima[_row] is > 0 and var maximum ? maximum : null,
        ElementTable.Steps[_row]);

    public bool IsRetired => ElementTable.Retired[_row];

    public override string ToString() => $"{Tag} {Keyword}";

    internal static ReadOnlySpan<byte> KeywordOf(int row) =>
        ElementTable.Strings.Slice(ElementTable.StringStarts[row], ElementTable.KeywordLengths[row]);
}
