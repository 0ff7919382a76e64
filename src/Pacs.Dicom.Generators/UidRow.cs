namespace Pacs.Dicom.Generators;

/// <summary>One line of uids.tsv.</summary>
internal sealed class UidRow
{
    private UidRow(string[] fields)
    {
        Uid = fields[0];
        Keyword = fields[1];
        Name = fields[2];
        Kind = KindOf(fields[3]);
        IsRetired = fields[4] == "R";
    }

    public string Uid { get; }

    public string Keyword { get; }

    public string Name { get; }

    /// <summary>The name of a member of UidKind.</summary>
    public string Kind { get; }

    public bool IsRetired { get; }

    /// <summary>The rows in ordinal order of their UIDs.</summary>
    public static List<UidRow> ParseTable(string text)
    {
        var rows = Tsv.Parse(text, 5, static fields => new UidRow(fields));
        return [.. rows.OrderBy(static row => row.Uid, StringComparer.Ordinal)];
    }

    // "Storage SOP Class" is StorageSopClass: three-letter words of DICOM are words here.
    private static string KindOf(string words) => string.Concat(words.Split(' ').Select(static word => word switch
    {
        "SOP" or "LDAP" or "OID" => word.Substring(0, 1) + word.Substring(1).ToLowerInvariant(),
        _ => word.Substring(0, 1).ToUpperInvariant() + word.Substring(1),
    }));
}
