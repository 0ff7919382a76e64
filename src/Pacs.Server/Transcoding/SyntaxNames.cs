using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;

namespace Pacs.Server.Transcoding;

/// <summary>What transfer syntaxes are called on the command line and in the configuration.</summary>
internal static class SyntaxNames
{
    private static readonly (string Name, string Uid)[] Names =
    [
        ("explicit", TransferSyntaxUids.ExplicitVRLittleEndian),
        ("implicit", TransferSyntaxUids.ImplicitVRLittleEndian),
        ("big-endian", TransferSyntaxUids.ExplicitVRBigEndian),
        ("deflated", TransferSyntaxUids.DeflatedExplicitVRLittleEndian),
        ("rle", TransferSyntaxUids.RLELossless),
        ("deflated-frames", TransferSyntaxUids.DeflatedImageFrameCompression),
        ("jpeg-extended", TransferSyntaxUids.JPEGExtended12Bit),
        ("jpeg-lossless", TransferSyntaxUids.JPEGLosslessSV1),
        ("jpeg-ls", TransferSyntaxUids.JPEGLSLossless),
        ("jpeg-2000", TransferSyntaxUids.JPEG2000Lossless),
        ("htj2k", TransferSyntaxUids.HTJ2KLossless),
        ("htj2k-rpcl", TransferSyntaxUids.HTJ2KLosslessRPCL),
        ("jpeg", TransferSyntaxUids.JPEGBaseline8Bit),
        ("jpeg-ls-near", TransferSyntaxUids.JPEGLSNearLossless),
        ("jpeg-2000-lossy", TransferSyntaxUids.JPEG2000),
        ("htj2k-lossy", TransferSyntaxUids.HTJ2K),
    ];

    public static IEnumerable<string> All => Names.Select(row => row.Name);

    /// <summary>Null for what is neither a name nor a UID.</summary>
    public static TransferSyntax? Parse(string text)
    {
        var uid = Names.FirstOrDefault(row => row.Name == text).Uid ?? text;
        return UidText.IsValid(uid) ? TransferSyntax.Of(uid) : null;
    }
}
