using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Server.Cli.Diagnosis;

/// <summary>
/// The image that the round trip stores: always the same, so that however often it is made the archive holds it once. It
/// says of itself what it is.
/// </summary>
internal static class TestInstance
{
    public const string Study = "2.25.241128410940818317579903694061913596516.9.1";
    public const string Instance = Study + ".1.1";

    private const string Series = Study + ".1";

    public static string SopClass => SopClasses.SecondaryCaptureImageStorage;

    public static TransferSyntax Syntax => TransferSyntax.ExplicitVrLittleEndian;

    public static byte[] Encode()
    {
        var image = new DataSet();
        image.Set(Tags.SOPClassUID, SopClass);
        image.Set(Tags.SOPInstanceUID, Instance);
        image.Set(Tags.Modality, "OT");
        image.Set(Tags.StudyDescription, "Test of pacs doctor, no patient");
        image.Set(Tags.PatientName, "Doctor^Pacs");
        image.Set(Tags.PatientID, "PACS-DOCTOR");
        image.Set(Tags.StudyInstanceUID, Study);
        image.Set(Tags.SeriesInstanceUID, Series);
        image.Set(Tags.Rows, 2);
        image.Set(Tags.Columns, 2);
        image.Set(new DataElement(Tags.PixelData, Vr.OW, new byte[8]));
        return DataSetWriter.ToArray(image, Syntax);
    }

    public static DataSet Identifier()
    {
        var identifier = new DataSet();
        identifier.Set(Tags.QueryRetrieveLevel, "STUDY");
        identifier.Set(Tags.StudyInstanceUID, Study);
        return identifier;
    }
}
