namespace Pacs.Dicom.Dictionary;

/// <summary>The unique identifiers of PS3.6 Annex A; uids.tsv says the edition.</summary>
public static class UidDictionary
{
    /// <summary>Every entry, in ordinal order of the UIDs.</summary>
    public static IEnumerable<UidEntry> Entries
    {
        get
        {
            for (var row = 0; row < UidTable.Kinds.Length; row++) yield return new UidEntry(row);
        }
    }

    /// <summary>The SOP classes whose instances a C-STORE carries, retired ones too.</summary>
    public static IEnumerable<UidEntry> StorageSopClasses => Entries.Where(static entry => entry.IsStorage);

    /// <summary>The entry of this UID, its padding ignored; null when the standard does not define it.</summary>
    public static UidEntry? Find(ReadOnlySpan<char> uid) =>
        Entry(SortedRows.Find(uid.TrimEnd("\0 "), UidTable.ByUid, UidEntry.UidOf));

    /// <summary>The entry with this keyword, such as CTImageStorage; null when there is none.</summary>
    public static UidEntry? FindKeyword(ReadOnlySpan<char> keyword) =>
        Entry(SortedRows.Find(keyword, UidTable.ByKeyword, UidEntry.KeywordOf));

    private static UidEntry? Entry(int row) => row >= 0 ? new UidEntry(row) : null;
}
