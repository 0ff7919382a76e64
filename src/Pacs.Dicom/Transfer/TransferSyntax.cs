namespace Pacs.Dicom.Transfer;

/// <summary>
/// How a data set is encoded (PS3.5 §10, Annex A). What is not known, private ones included, is Explicit VR Little
/// Endian with encapsulated pixel data: every transfer syntax defined since 1993 is.
/// </summary>
public sealed record TransferSyntax
{
    private static readonly Dictionary<string, TransferSyntax> Native = new(StringComparer.Ordinal);

    private TransferSyntax(string uid) => Uid = uid;

    public static TransferSyntax ImplicitVrLittleEndian { get; } = Register(new("1.2.840.10008.1.2") { IsExplicitVr = false });

    public static TransferSyntax ExplicitVrLittleEndian { get; } = Register(new("1.2.840.10008.1.2.1"));

    public static TransferSyntax DeflatedExplicitVrLittleEndian { get; } =
        Register(new("1.2.840.10008.1.2.1.99") { IsDeflated = true });

    /// <summary>Retired in 2006, still sent.</summary>
    public static TransferSyntax ExplicitVrBigEndian { get; } = Register(new("1.2.840.10008.1.2.2") { IsBigEndian = true });

    public string Uid { get; }

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
        return Native.TryGetValue(uid, out var native) ? native : new TransferSyntax(uid) { IsEncapsulated = true };
    }

    public override string ToString() => Uid;

    private static TransferSyntax Register(TransferSyntax syntax) => Native[syntax.Uid] = syntax;
}
