using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Dicom.Tests.DataSets;

public class TagSetTests
{
    private static readonly TagSet Keys = [Tags.PatientID, Tags.Modality, Tags.PatientID, Tags.Rows];

    [Fact]
    public void Holds_each_tag_once_in_ascending_order()
    {
        Assert.Equal([Tags.Modality, Tags.PatientID, Tags.Rows], Keys);
        Assert.Equal(3, Keys.Count);
    }

    [Theory]
    [InlineData(new uint[] { 0x00080060, 0x00100010, 0x00100020, 0x00280010, 0x7FE00010 }, "+-++-")]
    [InlineData(new uint[] { 0x7FE00010, 0x00280010, 0x00100020, 0x00080060, 0x00100020 }, "-++++")]
    [InlineData(new uint[] { 0x00100020, 0x00100020, 0x00000000, 0x00280010, 0x00280010 }, "++-++")]
    public void Answers_alike_with_a_cursor_and_without(uint[] tags, string expected)
    {
        var cursor = 0;

        Assert.Equal(expected, string.Concat(tags.Select(tag => Keys.Contains(new Tag(tag)) ? '+' : '-')));
        Assert.Equal(expected, string.Concat(tags.Select(tag => Keys.Contains(new Tag(tag), ref cursor) ? '+' : '-')));
    }

    [Fact]
    public void May_be_empty()
    {
        TagSet none = [];
        var cursor = 0;

        Assert.False(none.Contains(Tags.PatientID));
        Assert.False(none.Contains(Tags.PatientID, ref cursor));
    }
}
