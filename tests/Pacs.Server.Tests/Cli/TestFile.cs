using System.Buffers;
using System.Globalization;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Transfer;

namespace Pacs.Server.Tests.Cli;

/// <summary>Small instances as files.</summary>
internal static class TestFile
{
    public const string Study = "1.2.826.0.1.1";

    public static DataSet Instance(
        int number,
        string study = Study,
        string series = "1",
        string patientName = "Jérôme^Buc",
        string patientId = "4711")
    {
        var dataSet = new DataSet();
        dataSet.Set(Tags.SpecificCharacterSet, Vr.CS, "ISO_IR 100");
        dataSet.Set(Tags.SOPClassUID, Vr.UI, SopClasses.CTImageStorage);
        dataSet.Set(Tags.SOPInstanceUID, Vr.UI, $"{study}.{series}.{number}");
        dataSet.Set(Tags.StudyDate, Vr.DA, "20250102");
        dataSet.Set(Tags.Modality, Vr.CS, "CT");
        dataSet.Set(Tags.PatientName, Vr.PN, patientName);
        dataSet.Set(Tags.PatientID, Vr.LO, patientId);
        dataSet.Set(Tags.StudyInstanceUID, Vr.UI, study);
        dataSet.Set(Tags.SeriesInstanceUID, Vr.UI, $"{study}.{series}");
        dataSet.Set(Tags.InstanceNumber, Vr.IS, number.ToString(CultureInfo.InvariantCulture));
        dataSet.Set(Tags.Rows, (ushort)2);
        dataSet.Set(new DataElement(Tags.PixelData, Vr.OW, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }));
        return dataSet;
    }

    /// <summary>The same image in a compressed encoding, which nobody here looks into.</summary>
    public static DataSet Encapsulated(int number, string study = Study)
    {
        var dataSet = Instance(number, study);
        ReadOnlyMemory<byte> offsets = default;
        ReadOnlyMemory<byte> frame = new byte[] { 0xFF, 0xD8, 0xFF, 0xD9 };
        dataSet.Set(new DataElement(Tags.PixelData, Vr.OB, [offsets, frame]));
        return dataSet;
    }

    /// <summary>Writes a Part 10 file and returns the bytes of its data set.</summary>
    public static byte[] Write(string path, DataSet dataSet, TransferSyntax? syntax = null)
    {
        syntax ??= TransferSyntax.ExplicitVrLittleEndian;
        var file = new ArrayBufferWriter<byte>();
        new FileMetaInformation
        {
            MediaStorageSopClassUid = dataSet.GetString(Tags.SOPClassUID) ?? "",
            MediaStorageSopInstanceUid = dataSet.GetString(Tags.SOPInstanceUID) ?? "",
            TransferSyntax = syntax,
        }.Write(file);
        var encoded = DataSetWriter.ToArray(dataSet, syntax);
        file.Write(encoded);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, file.WrittenSpan.ToArray());
        return encoded;
    }

    /// <summary>The data set of a Part 10 file as it stands there.</summary>
    public static byte[] DataSetOf(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return bytes[(int)Part10Reader.Read(bytes).DataSetOffset..];
    }
}
