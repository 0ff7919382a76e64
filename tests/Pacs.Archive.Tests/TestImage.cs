using System.Buffers.Binary;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Archive.Tests;

/// <summary>An image as a test says it: what it does not say is the same for all.</summary>
internal sealed record TestImage
{
    public string? PatientId { get; init; } = "P1";

    public string Study { get; init; } = "1.2.1";

    public string Series { get; init; } = "1.2.1.1";

    public string Instance { get; init; } = "1.2.1.1.1";

    public string SopClass { get; init; } = SopClasses.CTImageStorage;

    public TransferSyntax Syntax { get; init; } = TransferSyntax.ExplicitVrLittleEndian;

    /// <summary>Bytes of pixel data, native or in two fragments as the syntax has it.</summary>
    public int PixelLength { get; init; } = 256;

    /// <summary>What tells one version's pixels from another's.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Further changes, made last.</summary>
    public Action<DataSet>? With { get; init; }

    public DataSet DataSet
    {
        get
        {
            var code = new DataSet();
            code.Set(Tags.CodeValue, "T-04000");
            code.Set(Tags.CodingSchemeDesignator, "SRT");
            var image = new DataSet();
            image.Set(Tags.SpecificCharacterSet, "ISO_IR 192");
            image.Set(Tags.SOPClassUID, SopClass);
            image.Set(Tags.SOPInstanceUID, Instance);
            image.Set(Tags.Modality, "CT");
            image.Set(new DataElement(Tags.AnatomicRegionSequence, [code]));
            image.Set(Tags.PatientName, "Yamada^Tarou=山田^太郎");
            if (PatientId is not null) image.Set(Tags.PatientID, PatientId);
            image.Set(Tags.StudyInstanceUID, Study);
            image.Set(Tags.SeriesInstanceUID, Series);
            image.Set(Tags.Rows, 16);
            image.Set(PixelData());
            With?.Invoke(image);
            return image;
        }
    }

    public byte[] Bytes => DataSetWriter.ToArray(DataSet, Syntax);

    /// <summary>As a receiver gets it after a conversion, whose sequences have undefined lengths.</summary>
    public byte[] BytesIn(TransferSyntax syntax) => DataSetWriter.ToArray(DataSet, syntax, SequenceLengths.Undefined);

    private DataElement PixelData()
    {
        var pixels = new byte[PixelLength];
        new Random(Version).NextBytes(pixels);
        if (!Syntax.IsEncapsulated) return new DataElement(Tags.PixelData, Vr.OW, pixels);

        var offsetTable = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(offsetTable, 0);
        var half = PixelLength / 4 * 2;
        return new DataElement(Tags.PixelData, Vr.OB, (ReadOnlyMemory<byte>[])[offsetTable, pixels.AsMemory(..half), pixels.AsMemory(half..)]);
    }
}
