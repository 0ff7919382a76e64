using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Dicom.Tests.Dictionary;

public sealed class DicomDictionaryTests
{
    // Typed from PS3.6 Tables 6-1, 7-1, 8-1, PS3.7 Table E.1-1 and PS3.10 §7.1.
    [Theory]
    [InlineData(0x0000, 0x0100, "CommandField", "Command Field", Vr.US, "1", false)]
    [InlineData(0x0002, 0x0010, "TransferSyntaxUID", "Transfer Syntax UID", Vr.UI, "1", false)]
    [InlineData(0x0004, 0x1220, "DirectoryRecordSequence", "Directory Record Sequence", Vr.SQ, "1", false)]
    [InlineData(0x0008, 0x0005, "SpecificCharacterSet", "Specific Character Set", Vr.CS, "1-n", false)]
    [InlineData(0x0008, 0x0008, "ImageType", "Image Type", Vr.CS, "2-n", false)]
    [InlineData(0x0008, 0x0018, "SOPInstanceUID", "SOP Instance UID", Vr.UI, "1", false)]
    [InlineData(0x0010, 0x0010, "PatientName", "Patient's Name", Vr.PN, "1", false)]
    [InlineData(0x0010, 0x0020, "PatientID", "Patient ID", Vr.LO, "1", false)]
    [InlineData(0x0010, 0x2160, "EthnicGroup", "Ethnic Group", Vr.SH, "1", true)]
    [InlineData(0x0020, 0x0037, "ImageOrientationPatient", "Image Orientation (Patient)", Vr.DS, "6", false)]
    [InlineData(0x0028, 0x0009, "FrameIncrementPointer", "Frame Increment Pointer", Vr.AT, "1-n", false)]
    [InlineData(0x0028, 0x0030, "PixelSpacing", "Pixel Spacing", Vr.DS, "2", false)]
    [InlineData(0x0008, 0x1162, "CalculatedFrameList", "Calculated Frame List", Vr.UL, "3-3n", false)]
    [InlineData(0x3006, 0x0050, "ContourData", "Contour Data", Vr.DS, "3-3n", false)]
    [InlineData(0x0070, 0x0022, "GraphicData", "Graphic Data", Vr.FL, "2-n", false)]
    [InlineData(0x0018, 0x9516, "StartAcquisitionDateTime", "Start Acquisition DateTime", Vr.DT, "1", false)]
    [InlineData(0x3004, 0x0080, "DoseCalculationModelSequence", "Dose Calculation Model Sequence", Vr.SQ, "1", false)]
    [InlineData(0x7FE0, 0x0001, "ExtendedOffsetTable", "Extended Offset Table", Vr.OV, "1", false)]
    [InlineData(0x7FE0, 0x0010, "PixelData", "Pixel Data", Vr.OW, "1", false)]
    [InlineData(0xFFFE, 0xE000, "Item", "Item", Vr.None, "1", false)]
    public void Knows_what_the_standard_says_of_an_element(
        int group, int element, string keyword, string name, Vr vr, string multiplicity, bool isRetired)
    {
        var tag = new Tag((ushort)group, (ushort)element);

        var entry = Assert.NotNull(DicomDictionary.Find(tag));

        Assert.Equal(
            (tag, keyword, name, vr, multiplicity, isRetired),
            (entry.Tag, entry.Keyword, entry.Name, entry.Vr, entry.Multiplicity.ToString(), entry.IsRetired));
        Assert.Equal(tag, DicomDictionary.FindKeyword(keyword)?.Tag);
    }

    [Fact]
    public void Has_the_file_meta_information_and_command_elements_a_peer_sends()
    {
        Assert.Equal(new Tag(0x0010, 0x0020), Tags.PatientID);
        Assert.Equal(new Tag(0x0000, 0x0900), Tags.Status);
        Assert.Equal(new Tag(0x0002, 0x0016), Tags.SourceApplicationEntityTitle);
        Assert.Equal(new Tag(0x0008, 0x0058), Tags.FailedSOPInstanceUIDList);
        Assert.Equal(new Tag(0x7FE0, 0x0010), Tags.PixelData);
    }

    [Fact]
    public void Finds_every_row_by_its_tag_and_by_its_keyword()
    {
        var entries = DicomDictionary.Entries.ToList();

        Assert.True(entries.Count > 5000);
        Assert.All(entries, static entry =>
        {
            Assert.Equal(entry.Keyword, DicomDictionary.Find(entry.Tag)?.Keyword);
            Assert.Equal(entry.Tag, DicomDictionary.FindKeyword(entry.Keyword)?.Tag);
            Assert.NotEmpty(entry.Name);
        });
    }

    [Fact]
    public void Has_each_tag_and_each_keyword_once()
    {
        var entries = DicomDictionary.Entries.ToList();

        Assert.Equal(entries.Count, entries.DistinctBy(static entry => entry.Tag).Count());
        Assert.Equal(entries.Count, entries.DistinctBy(static entry => entry.Keyword).Count());
    }

    [Theory]
    [InlineData(0x6000, 0x3000, "OverlayData")]
    [InlineData(0x601E, 0x0010, "OverlayRows")]
    [InlineData(0x60FE, 0x0010, "OverlayRows")]
    [InlineData(0x5002, 0x3000, "CurveData")]
    [InlineData(0x7F20, 0x0010, "VariablePixelData")]
    [InlineData(0x0020, 0x3107, "SourceImageIDs")]
    [InlineData(0x0028, 0x0410, "RowsForNthOrderCoefficients")]
    [InlineData(0x0028, 0x0400, "TransformLabel")]
    [InlineData(0x1000, 0x0015, "ShiftTableTriplet")]
    [InlineData(0x1010, 0x1234, "ZonalMap")]
    public void Resolves_repeating_groups_and_elements(int group, int element, string keyword) =>
        Assert.Equal(keyword, DicomDictionary.Find(new Tag((ushort)group, (ushort)element))?.Keyword);

    [Theory]
    [InlineData(0x6001, 0x3000)] // the odd groups among 60xx are private
    [InlineData(0x0009, 0x0010)]
    [InlineData(0x0010, 0x0000)]
    [InlineData(0x1010, 0x0000)]
    [InlineData(0x0008, 0x0003)]
    public void Has_no_entry_for_private_elements_group_lengths_and_what_is_not_defined(int group, int element) =>
        Assert.Null(DicomDictionary.Find(new Tag((ushort)group, (ushort)element)));

    [Theory]
    [InlineData(0x0010, 0x0010, Vr.PN)]
    [InlineData(0x0010, 0x0000, Vr.UL)]
    [InlineData(0x0029, 0x0000, Vr.UL)]
    [InlineData(0x0029, 0x0010, Vr.LO)]
    [InlineData(0x0029, 0x00FF, Vr.LO)]
    [InlineData(0x0029, 0x1010, Vr.UN)]
    [InlineData(0x6001, 0x3000, Vr.UN)]
    [InlineData(0x0008, 0x0003, Vr.UN)]
    [InlineData(0x7FE0, 0x0010, Vr.OW)]
    [InlineData(0x6002, 0x3000, Vr.OW)]
    [InlineData(0x5400, 0x1010, Vr.OW)]
    [InlineData(0x0028, 0x3006, Vr.OW)]
    [InlineData(0x0028, 0x0106, Vr.US)]
    public void Tells_the_vr_of_an_implicit_encoding(int group, int element, Vr vr) =>
        Assert.Equal(vr, DicomDictionary.VrOf(new Tag((ushort)group, (ushort)element)));

    [Fact]
    public void Lists_the_vrs_an_element_may_have_with_the_implicit_one_first()
    {
        Assert.Equal([Vr.OW, Vr.OB], DicomDictionary.Find(Tags.PixelData)!.Value.Vrs.ToArray());
        Assert.Equal([Vr.US, Vr.SS], DicomDictionary.Find(Tags.SmallestImagePixelValue)!.Value.Vrs.ToArray());
        Assert.Equal([Vr.OW, Vr.US], DicomDictionary.Find(Tags.LUTData)!.Value.Vrs.ToArray());
        Assert.Equal([Vr.LO], DicomDictionary.Find(Tags.PatientID)!.Value.Vrs.ToArray());
    }

    [Theory]
    [InlineData("patientid")]
    [InlineData("PatientI")]
    [InlineData("PatientIDs")]
    [InlineData("")]
    [InlineData("Ω")]
    public void Finds_keywords_only_as_the_standard_spells_them(string keyword) =>
        Assert.Null(DicomDictionary.FindKeyword(keyword));
}
