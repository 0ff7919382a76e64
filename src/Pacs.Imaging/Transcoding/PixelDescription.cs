using System.Buffers.Binary;
using System.Globalization;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Imaging.Transcoding;

/// <summary>Says of an image's attributes what is true of its pixels after they were decoded or compressed.</summary>
internal static class PixelDescription
{
    private const int HeaderLength = 12; // tag, VR, two bytes, length

    /// <summary>PS3.3 §C.7.6.3.</summary>
    public static void Describe(DataSet attributes, PixelFormat format)
    {
        attributes.Set(Tags.PhotometricInterpretation, format.Photometric);
        if (attributes.GetInt32(Tags.BitsStored) is { } stored && stored != format.BitsStored)
        {
            attributes.Set(Tags.BitsStored, (ushort)format.BitsStored);
            attributes.Set(Tags.HighBit, (ushort)(format.BitsStored - 1));
        }

        if (format.SamplesPerPixel > 1) attributes.Set(Tags.PlanarConfiguration, format.IsPlanar ? (ushort)1 : (ushort)0);
    }

    /// <summary>What was stored with loss goes on saying so once nothing else tells it (PS3.3 §C.7.6.1.1.5).</summary>
    public static void RememberLoss(DataSet attributes, TransferSyntax stored)
    {
        var isLossy = stored.Uid is TransferSyntaxUids.JPEGBaseline8Bit or TransferSyntaxUids.JPEGExtended12Bit;
        if (isLossy && attributes.GetString(Tags.LossyImageCompression) is null) attributes.Set(Tags.LossyImageCompression, "01");
    }

    /// <summary>
    /// An image that was compressed with loss is another one: how much was lost, derived from what (PS3.3 §C.7.6.1.1.2 to §C.7.6.1.1.5),
    /// and a UID of its own.
    /// </summary>
    public static void TellLoss(DataSet attributes, TransferSyntax wanted, double ratio, string newUid)
    {
        var method = wanted.Uid switch
        {
            TransferSyntaxUids.JPEGBaseline8Bit or TransferSyntaxUids.JPEGExtended12Bit => "ISO_10918_1",
            TransferSyntaxUids.JPEGLSNearLossless => "ISO_14495_1",
            TransferSyntaxUids.HTJ2K => "ISO_15444_15",
            _ => "ISO_15444_1",
        };
        attributes.Set(Tags.LossyImageCompression, "01");
        Append(attributes, Tags.LossyImageCompressionRatio, ratio.ToString("0.##", CultureInfo.InvariantCulture));
        Append(attributes, Tags.LossyImageCompressionMethod, method);
        if (attributes.GetStrings(Tags.ImageType) is { Count: > 0 } type) attributes.Set(Tags.ImageType, ["DERIVED", .. type.Skip(1)]);
        attributes.Set(Tags.DerivationDescription, $"Compressed with loss, {ratio.ToString("0.#", CultureInfo.InvariantCulture)}:1");
        attributes.Set(new DataElement(Tags.DerivationCodeSequence, [Code("113040", "Lossy Compression")]));
        attributes.Set(new DataElement(Tags.SourceImageSequence, [SourceOf(attributes)]));
        attributes.Set(Tags.SOPInstanceUID, newUid);
    }

    /// <summary>What stands before the pixel data, and what behind, encoded.</summary>
    public static (byte[] Before, byte[] After) Encode(DataSet attributes)
    {
        var (before, after) = (new DataSet(), new DataSet());
        foreach (var element in attributes) (element.Tag < Tags.PixelData ? before : after).Set(element);
        return (
            DataSetWriter.ToArray(before, TransferSyntax.ExplicitVrLittleEndian),
            DataSetWriter.ToArray(after, TransferSyntax.ExplicitVrLittleEndian));
    }

    /// <summary>The header of Pixel Data in Explicit VR Little Endian.</summary>
    public static byte[] PixelHeader(bool isWords, uint length)
    {
        var header = new byte[HeaderLength];
        BinaryPrimitives.WriteUInt16LittleEndian(header, Tags.PixelData.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), Tags.PixelData.Element);
        (isWords ? "OW"u8 : "OB"u8).CopyTo(header.AsSpan(4));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), length);
        return header;
    }

    private static void Append(DataSet attributes, Tag tag, string value) =>
        attributes.Set(tag, [.. attributes.GetStrings(tag).Where(former => former.Length > 0), value]);

    private static DataSet SourceOf(DataSet attributes)
    {
        var source = new DataSet();
        source.Set(Tags.ReferencedSOPClassUID, attributes.GetString(Tags.SOPClassUID) ?? "");
        source.Set(Tags.ReferencedSOPInstanceUID, attributes.GetString(Tags.SOPInstanceUID) ?? "");
        source.Set(new DataElement(Tags.PurposeOfReferenceCodeSequence, [Code("121320", "Uncompressed predecessor")]));
        return source;
    }

    private static DataSet Code(string value, string meaning)
    {
        var code = new DataSet();
        code.Set(Tags.CodeValue, value);
        code.Set(Tags.CodingSchemeDesignator, "DCM");
        code.Set(Tags.CodeMeaning, meaning);
        return code;
    }
}
