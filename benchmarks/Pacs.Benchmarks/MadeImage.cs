using System.Globalization;
using Pacs.Archive.Ingest;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Benchmarks;

/// <summary>Images as a CT makes them, of one study, whose pixels are any length.</summary>
internal static class MadeImage
{
    public const string Study = "1.2.826.0.1.3680043.9.7433.2", Series = Study + ".1", SopClass = "1.2.840.10008.5.1.4.1.1.2";

    public const int CtPixels = 512 * 512 * 2;

    public static TransferSyntax Syntax => TransferSyntax.ExplicitVrLittleEndian;

    public static string InstanceUid(int number) => string.Create(CultureInfo.InvariantCulture, $"{Series}.{number}");

    public static DataSet Header(int number)
    {
        var image = new DataSet();
        image.Set(Tags.SpecificCharacterSet, "ISO_IR 192");
        image.Set(Tags.ImageType, @"ORIGINAL\PRIMARY\AXIAL");
        image.Set(Tags.SOPClassUID, SopClass);
        image.Set(Tags.SOPInstanceUID, InstanceUid(number));
        image.Set(Tags.StudyDate, "20261127");
        image.Set(Tags.StudyTime, "101500");
        image.Set(Tags.AccessionNumber, "A1");
        image.Set(Tags.Modality, "CT");
        image.Set(Tags.Manufacturer, "Pacs");
        image.Set(Tags.ReferringPhysicianName, "Referrer^Rita");
        image.Set(Tags.StudyDescription, "CT CHEST");
        image.Set(Tags.SeriesDescription, "Thorax 1.0");
        image.Set(Tags.PatientName, "Yamada^Tarou=山田^太郎");
        image.Set(Tags.PatientID, "P1");
        image.Set(Tags.KVP, "120");
        image.Set(Tags.StudyInstanceUID, Study);
        image.Set(Tags.SeriesInstanceUID, Series);
        image.Set(Tags.SeriesNumber, "1");
        image.Set(Tags.InstanceNumber, number.ToString(CultureInfo.InvariantCulture));
        image.Set(Tags.ImagePositionPatient, @"-125\-125\100");
        image.Set(Tags.ImageOrientationPatient, @"1\0\0\0\1\0");
        image.Set(Tags.SamplesPerPixel, 1);
        image.Set(Tags.PhotometricInterpretation, "MONOCHROME2");
        image.Set(Tags.Rows, 512);
        image.Set(Tags.Columns, 512);
        image.Set(Tags.BitsAllocated, 16);
        image.Set(Tags.BitsStored, 16);
        image.Set(Tags.HighBit, 15);
        image.Set(Tags.PixelRepresentation, (ushort)0);
        return image;
    }

    public static byte[] Bytes(int number, int pixelLength)
    {
        var image = Header(number);
        if (pixelLength > CtPixels) image.Set(Tags.NumberOfFrames, (pixelLength / CtPixels).ToString(CultureInfo.InvariantCulture));
        var pixels = new byte[pixelLength];
        new Random(1).NextBytes(pixels);
        image.Set(new DataElement(Tags.PixelData, Vr.OW, pixels));
        return DataSetWriter.ToArray(image, Syntax);
    }

    public static InstanceArrival Arrival(int number) => new()
    {
        TransferSyntax = Syntax,
        SopClassUid = SopClass,
        SopInstanceUid = InstanceUid(number),
        Source = "CT1",
    };
}
