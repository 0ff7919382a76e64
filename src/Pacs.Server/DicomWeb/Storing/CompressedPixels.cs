using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Server.DicomWeb.Headers;

namespace Pacs.Server.DicomWeb.Storing;

/// <summary>
/// What the beginning of a compressed image or video says of itself: its transfer syntax, where the code stream begins, and the attributes of
/// the image, which the archive fills in where the metadata leaves them out (PS3.18 §8.7.3.3, §10.5.2.2).
/// </summary>
internal sealed record CompressedPixels
{
    /// <summary>Enough to get past the comments and thumbnails that cameras put in front.</summary>
    public const int StartLength = 256 << 10;

    public required string TransferSyntaxUid { get; init; }

    /// <summary>Where the code stream begins: a JP2 file has boxes around it, which DICOM has not (PS3.5 §8.2.4).</summary>
    public long Offset { get; init; }

    /// <summary>Null: to the end.</summary>
    public long? Length { get; init; }

    public ImageFrame? Frame { get; init; }

    public static bool IsNamedBy(MediaType? type) => type?.Type is "image" or "video";

    /// <summary>Null when it is none of the kinds that can be made an instance of.</summary>
    public static CompressedPixels? Read(MediaType? type, ReadOnlySpan<byte> start) => type?.Essence switch
    {
        "image/jpeg" => JpegStart.Read(start),
        "image/jp2" or "image/jpx" or "image/j2c" => Jpeg2000Start.Read(start),
        "image/jls" or "image/x-jls" => Named(type, TransferSyntaxUids.JPEGLSLossless),
        "image/jphc" => Named(type, TransferSyntaxUids.HTJ2KLossless),
        "image/dicom-rle" or "image/x-dicom-rle" => Named(type, TransferSyntaxUids.RLELossless),
        "video/mpeg" => Named(type, TransferSyntaxUids.MPEG2MPML),
        "video/mp4" => Named(type, TransferSyntaxUids.MPEG4HP41),
        "video/h265" => Named(type, TransferSyntaxUids.HEVCMP51),
        _ => null,
    };

    /// <summary>Fills in what the metadata does not say.</summary>
    public void Describe(DataSet dataSet)
    {
        if (Frame is not { } frame) return;

        var isColor = frame.Components > 1;
        var bits = (ushort)(frame.Precision <= 8 ? 8 : 16);
        Fill(Tags.SamplesPerPixel, frame.Components);
        Fill(Tags.Rows, frame.Rows);
        Fill(Tags.Columns, frame.Columns);
        Fill(Tags.BitsAllocated, bits);
        Fill(Tags.BitsStored, frame.Precision);
        Fill(Tags.HighBit, (ushort)(frame.Precision - 1));
        Fill(Tags.PixelRepresentation, (ushort)(frame.IsSigned ? 1 : 0));
        if (isColor) Fill(Tags.PlanarConfiguration, 0);
        if (!dataSet.Contains(Tags.PhotometricInterpretation))
        {
            dataSet.Set(Tags.PhotometricInterpretation, Vr.CS, isColor ? frame.ColorModel : "MONOCHROME2");
        }

        void Fill(Tag tag, ushort value)
        {
            if (!dataSet.Contains(tag)) dataSet.Set(tag, value);
        }
    }

    /// <summary>The transfer syntax that the part names, else the default of its media type (PS3.18 Table 8.7.3-2).</summary>
    private static CompressedPixels Named(MediaType type, string defaultUid) =>
        new() { TransferSyntaxUid = type.TransferSyntax is { } uid and not "*" && UidText.IsValid(uid) ? uid : defaultUid };
}
