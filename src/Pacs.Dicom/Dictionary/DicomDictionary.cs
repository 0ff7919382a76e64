using Pacs.Dicom.DataSets;

namespace Pacs.Dicom.Dictionary;

/// <summary>
/// The data elements of PS3.6, PS3.7 (commands) and PS3.10 (file meta information); elements.tsv says the edition.
/// </summary>
public static class DicomDictionary
{
    /// <summary>Every entry by tag, then those that repeat.</summary>
    public static IEnumerable<DictionaryEntry> Entries
    {
        get
        {
            for (var row = 0; row < ElementTable.Tags.Length; row++) yield return EntryOf(row);
        }
    }

    /// <summary>The entry of this tag, or of its repeating group (PS3.5 §7.6); null when private or unknown.</summary>
    public static DictionaryEntry? Find(Tag tag)
    {
        if (tag.IsPrivate) return null;

        var row = ElementTable.Tags[..ElementTable.SingleCount].BinarySearch(tag.Value);
        if (row < 0) row = FindRepeating(tag);
        return row >= 0 ? new DictionaryEntry(tag, row) : null;
    }

    /// <summary>The entry with this keyword, such as PatientID; null when there is none.</summary>
    public static DictionaryEntry? FindKeyword(ReadOnlySpan<char> keyword)
    {
        var row = SortedRows.Find(keyword, ElementTable.ByKeyword, DictionaryEntry.KeywordOf);
        return row >= 0 ? EntryOf(row) : null;
    }

    /// <summary>
    /// The VR of this tag in an implicit encoding: UL for a group length, LO for a private creator, UN for what is not
    /// in the dictionary (PS3.5 §7.2, §7.8.1, §6.2.2).
    /// </summary>
    public static Vr VrOf(Tag tag)
    {
        if (tag.IsGroupLength) return Vr.UL;
        if (tag.IsPrivate) return tag.IsPrivateCreator ? Vr.LO : Vr.UN;
        return Find(tag)?.Vr ?? Vr.UN;
    }

    private static DictionaryEntry EntryOf(int row) => new(new Tag(ElementTable.Tags[row]), row);

    private static int FindRepeating(Tag tag)
    {
        if (tag.IsGroupLength) return -1;

        var masks = ElementTable.RepeatingMasks;
        var values = ElementTable.RepeatingValues;
        for (var i = 0; i < masks.Length; i++)
        {
            if ((tag.Value & masks[i]) == values[i]) return ElementTable.SingleCount + i;
        }

        return -1;
    }
}
