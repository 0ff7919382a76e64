using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;
using Pacs.Network.Client;
using Pacs.Network.Messages;

namespace Pacs.Server.Tests;

/// <summary>An image as a test says it: what it does not say is the same for all.</summary>
internal sealed record TestImage(string Instance)
{
    public string Study { get; init; } = "1.2.1";

    public string Series { get; init; } = "1.2.1.1";

    public string SopClass { get; init; } = SopClasses.CTImageStorage;

    public TransferSyntax Syntax { get; init; } = TransferSyntax.ExplicitVrLittleEndian;

    public int PixelLength { get; init; } = 1000;

    public StoreProposal Proposal => new(SopClass, Syntax);

    public CStoreRequest Request => new() { AffectedSopClassUid = SopClass, AffectedSopInstanceUid = Instance };

    public byte[] Bytes => BytesIn(Syntax);

    public byte[] BytesIn(TransferSyntax syntax)
    {
        var image = new DataSet();
        image.Set(Tags.SOPClassUID, SopClass);
        image.Set(Tags.SOPInstanceUID, Instance);
        image.Set(Tags.PatientName, "Doe^Jane");
        image.Set(Tags.PatientID, "P1");
        image.Set(Tags.StudyInstanceUID, Study);
        image.Set(Tags.SeriesInstanceUID, Series);

        var pixels = new byte[PixelLength];
        new Random(Instance.Length).NextBytes(pixels);
        image.Set(Syntax.IsEncapsulated
            ? new DataElement(Tags.PixelData, Vr.OB, (ReadOnlyMemory<byte>[])[ReadOnlyMemory<byte>.Empty, pixels])
            : new DataElement(Tags.PixelData, Vr.OW, pixels));
        return DataSetWriter.ToArray(image, syntax);
    }

    /// <summary>Images of one series, with the instance numbers 1 to <paramref name="count"/>.</summary>
    public static TestImage[] Several(int count) => [.. Enumerable.Range(1, count).Select(i => new TestImage($"1.2.1.1.{i}"))];
}
