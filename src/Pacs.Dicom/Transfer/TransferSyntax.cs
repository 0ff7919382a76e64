using Pacs.Dicom.Dictionary;

namespace Pacs.Dicom.Transfer;

/// <summary>
/// How a data set is encoded (PS3.5 §10, Annex A). What is not known, private ones included, is Explicit VR Little
/// Endian with encapsulated pixel data: every transfer syntax defined since 1993 is, but for those named here.
/// </summary>
public sealed record TransferSyntax
{
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

    /// <summary>The transfer syntax with this UID, trailing NUL and spaces ignored.</summary>
    public static TransferSyntax Of(string uid)
    {
        uid = uid.TrimEnd('\0', ' ');
        return Known.TryGetValue(uid, out var known) ? known : new TransferSyntax(uid) { IsEncapsulated = true };
    }

    public override string ToString() => Uid;

    private static TransferSyntax Register(TransferSyntax syntax) => Known[syntax.Uid] = syntax;
}
