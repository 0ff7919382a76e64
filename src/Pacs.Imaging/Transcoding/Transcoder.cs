using Pacs.Dicom;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Imaging.Transcoding;

/// <summary>Reads data sets in other transfer syntaxes than they are stored in.</summary>
public static class Transcoder
{
    /// <summary>What every image can be had in that can be decoded: the most wanted first.</summary>
    public static IReadOnlyList<TransferSyntax> NativeSyntaxes { get; } =
    [
        TransferSyntax.ExplicitVrLittleEndian,
        TransferSyntax.ImplicitVrLittleEndian,
        TransferSyntax.ExplicitVrBigEndian,
        TransferSyntax.DeflatedExplicitVrLittleEndian,
    ];

    /// <summary>The compressed ones that images are had in without loss, as far as this machine can: the most wanted first.</summary>
    public static IReadOnlyList<TransferSyntax> LosslessSyntaxes { get; } =
    [
        .. new[]
        {
            TransferSyntaxUids.JPEGLSLossless,
            TransferSyntaxUids.JPEG2000Lossless,
            TransferSyntaxUids.HTJ2KLossless,
            TransferSyntaxUids.HTJ2KLosslessRPCL,
            TransferSyntaxUids.JPEGLosslessSV1,
            TransferSyntaxUids.RLELossless,
        }.Select(TransferSyntax.Of).Where(syntax => PixelCoding.TryGetEncoder(syntax, isLossy: false, out _, out _)),
    ];

    /// <summary>
    /// Whether what is stored in one can be had in the other on this machine, with every sample as it is; each instance by itself may be
    /// one that cannot.
    /// </summary>
    public static bool CanMake(TransferSyntax stored, TransferSyntax wanted)
    {
        if (stored == wanted) return true;
        if (!PixelCoding.TryGetDecoder(stored, out _, out _)) return false;
        return wanted.IsEncapsulated ? PixelCoding.TryGetEncoder(wanted, isLossy: false, out _, out _) : NativeSyntaxes.Contains(wanted);
    }

    /// <summary>Why nothing can be had in a transfer syntax on this machine, in words for the requester; null when something can.</summary>
    /// <param name="wanted">Which.</param>
    /// <param name="isLossy">True when samples may be a little different.</param>
    public static string? RefusalOf(TransferSyntax wanted, bool isLossy)
    {
        if (!isLossy && NativeSyntaxes.Contains(wanted)) return null;
        return PixelCoding.TryGetEncoder(wanted, isLossy, out _, out var refusal) ? null : refusal;
    }

    /// <summary>The data set in another transfer syntax, with every sample as it is.</summary>
    /// <param name="stored">How it is stored.</param>
    /// <param name="wanted">One that <see cref="CanMake"/> says can be had.</param>
    /// <param name="isWhole">
    /// True when nothing may be read of an image that turns out, later on, not to be decodable: up to 256 MiB of frames are decoded at once then.
    /// </param>
    /// <exception cref="DicomFormatException">The image cannot be had so: the message says why. Reading throws it as well.</exception>
    public static Stream OpenRead(StoredDataSet stored, TransferSyntax wanted, bool isWhole)
    {
        if (wanted == stored.Syntax) return stored.Open();
        if (wanted.IsEncapsulated) return Compression.OpenRead(stored, wanted, isLossy: false).Bytes;
        if (!stored.Syntax.IsEncapsulated) return DataSetConverter.OpenRead(stored.Open(), stored.Syntax, wanted);

        var decoded = Decompression.OpenRead(stored, isWhole);
        var explicitly = TransferSyntax.ExplicitVrLittleEndian;
        return wanted == explicitly ? decoded : DataSetConverter.OpenRead(decoded, explicitly, wanted);
    }

    /// <summary>A new image, compressed with loss.</summary>
    /// <exception cref="DicomFormatException">The image cannot be had so: the message says why.</exception>
    public static TranscodedDataSet OpenLossy(StoredDataSet stored, TransferSyntax wanted) =>
        Compression.OpenRead(stored, wanted, isLossy: true);
}
