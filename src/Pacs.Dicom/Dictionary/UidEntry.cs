using System.Text;

namespace Pacs.Dicom.Dictionary;

/// <summary>What PS3.6 Annex A says of one UID. Its strings are made from read-only data when asked for.</summary>
public readonly record struct UidEntry
{
    private readonly int _row;

    internal UidEntry(int row) => _row = row;

    public string Uid => Encoding.UTF8.GetString(UidOf(_row));

    public string Keyword => Encoding.UTF8.GetString(KeywordOf(_row));

    public string Name
    {
        get
        {
            var start = UidTable.StringStarts[_row] + UidTable.UidLengths[_row] + UidTable.KeywordLengths[_row];
            return Encoding.UTF8.GetString(UidTable.Strings[start..UidTable.StringStarts[_row + 1]]);
        }
    }

    public UidKind Kind => UidTable.Kinds[_row];

    /// <summary>True for a SOP class whose instances a C-STORE carries.</summary>
    public bool IsStorage => Kind == UidKind.StorageSopClass;

    public bool IsRetired => UidTable.Retired[_row];

    public override string ToString() => Keyword;

    internal static ReadOnlySpan<byte> UidOf(int row) =>
        UidTable.Strings.Slice(UidTable.StringStarts[row], UidTable.UidLengths[row]);

    internal static ReadOnlySpan<byte> KeywordOf(int row) =>
        UidTable.Strings.Slice(UidTable.StringStarts[row] + UidTable.UidLengths[row], UidTable.KeywordLengths[row]);
}
