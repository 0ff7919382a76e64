using Pacs.Dicom.Dictionary;

namespace Pacs.Network.Associations;

/// <summary>Which abstract syntaxes are SOP classes of the storage service (PS3.4 Annexes B.5, I and GG).</summary>
public static class StorageSopClass
{
    /// <summary>The storage service class itself.</summary>
    public const string ServiceClass = "1.2.840.10008.4.2";

    private const string DicomRoot = "1.2.840.10008.";
    private const string CompositeRoot = "1.2.840.10008.5.1.4.1.1.";

    /// <summary>
    /// True for the standard's storage classes, for numbers under their root that a later edition may give to new ones,
    /// and for any private UID: no other service would be asked for by one.
    /// </summary>
    public static bool Includes(string uid)
    {
        if (UidDictionary.Find(uid) is { } known) return known.IsStorage;
        return uid.StartsWith(CompositeRoot, StringComparison.Ordinal) ||
            (uid.Length > 0 && !uid.StartsWith(DicomRoot, StringComparison.Ordinal));
    }
}
