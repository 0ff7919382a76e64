using Pacs.Dicom.Dictionary;

namespace Pacs.Dicom.Transfer;

/// <summary>
/// How a data set is encoded (PS3.5 §10, Annex A). What is not known, private ones included, is Explicit VR Little
/// Endian with encapsulated pixel data: every transfer syntax defined since 1993 is, but for those named here.
/// </summary>
public sealed record TransferSyntax
{
    /// <summary>Of the UIDs from MPEG2 Main Profile to HEVC Main 10, fragmentable or not, and of no others.</summary>
    private const string VideoPrefix = "1.2.840.10008.1.2.4.10";

    private static readonly Dictionary<string, TransferSyntax> Known = new(StringComparer.Ordinal);

    private TransferSyntax(string uid) => Uid = uid;

    public static TransferSyntax ImplicitVrLittleEndian { get; } =
        Register(new(TransferSyntaxUids.ImplicitVRLittleEndian) { IsExplicitVr = false });

    public static TransferSyntax ExplicitVrLittleEndian { get; } =
        Register(new(TransferSyntaxUids.ExplicitVRLittleEndian));

    public static TransferSyntax DeflatedExplicitVrLittleEndian { get; } =
        Register(new(TransferSyntaxUids.DeflatedExplicitVRLittleEndian) { IsDeflated = true });

    /// <summary>Retired in 2006, still sent.</summary>
    public static TransferSyntax ExplicitVrBigEndian { get; } =
        Register(new(TransferSyntaxUids.ExplicitVRBigEndian) { IsBigEndian = true });

    /// <summary>Pixel data is elsewhere, and the data set deflated (PS3.5 §A.7).</summary>
    public static TransferSyntax JpipReferencedDeflate { get; } =
        Register(new(TransferSyntaxUids.JPIPReferencedDeflate) { IsDeflated = true });

    /// <summary>Pixel data is elsewhere, and the data set deflated (PS3.5 §A.10).</summary>
    public static TransferSyntax JpipHtj2kReferencedDeflate { get; } =
        Register(new(TransferSyntaxUids.JPIPHTJ2KReferencedDeflate) { IsDeflated = true });

    public string Uid { get; }

    /// <summary>The standard's name; the UID of what the standard does not define.</summary>
    public string Name => UidDictionary.Find(Uid)?.Name ?? Uid;

    public bool IsExplicitVr { get; private init; } = true;

    public bool IsBigEndian { get; private init; }

    /// <summary>True when the whole data set is compressed by raw deflate (PS3.5 §A.5).</summary>
    public bool IsDeflated { get; private init; }

    /// <summary>True when pixel data is a sequence of fragments (PS3.5 §A.4).</summary>
    public bool IsEncapsulated { get; private init; }

    /// <summary>True when the frames are coded from one another (PS3.5 §A.4.5 to §A.4.8): MPEG2, MPEG-4, HEVC.</summary>
    public bool IsVideo => Uid.StartsWith(VideoPrefix, StringComparison.Ordinal) && Uid.Length > VideoPrefix.Length;

    /// <summary>True when a frame never takes several fragments (PS3.5 §A.4.2, §A.4.11).</summary>
    internal bool HasFragmentPerFrame => Uid is
        TransferSyntaxUids.RLELossless or TransferSyntaxUids.EncapsulatedUncompressedExplicitVRLittleEndian;

    /// <summary>The transfer syntax with this UID, trailing NUL and spaces ignored.</summary>
    public static TransferSyntax Of(string uid)
    {
        uid = uid.TrimEnd('\0', ' ');
        return Known.TryGetValue(uid, out var known) ? known : new TransferSyntax(uid) { IsEncapsulated = true };
    }

    public override string ToString() => Uid;

    private static TransferSyntax Register(TransferSyntax syntax) => Known[syntax.Uid] = syntax;
}
