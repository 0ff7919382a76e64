using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Dicom.Tests.DataSets;

public class DataSetTests
{
    [Fact]
    public void Keeps_its_elements_in_the_order_of_their_tags()
    {
        var dataSet = new DataSet();
        dataSet.Set(Tags.PatientID, "2");
        dataSet.Set(Tags.Rows, 512);
        dataSet.Set(Tags.SOPInstanceUID, "1.2");
        dataSet.Set(Tags.PatientID, "3");

        Assert.Equal([Tags.SOPInstanceUID, Tags.PatientID, Tags.Rows], dataSet.Select(element => element.Tag));
        Assert.Equal("3", dataSet.GetString(Tags.PatientID));
    }

    [Fact]
    public void Sets_text_with_the_VR_of_the_dictionary()
    {
        var dataSet = new DataSet();
        dataSet.Set(Tags.SOPInstanceUID, "1.2.3");
        dataSet.Set(Tags.ImageType, "ORIGINAL", "PRIMARY");
        dataSet.Set(Tags.PatientID);
        dataSet.Set(Tags.Rows);
        dataSet.Set(Tags.RequestAttributesSequence);

        Assert.Equal("1.2.3\0"u8, dataSet.Find(Tags.SOPInstanceUID)!.Value.Span);
        Assert.Equal(["ORIGINAL", "PRIMARY"], dataSet.GetStrings(Tags.ImageType));
        Assert.Equal((Vr.LO, true), (dataSet.Find(Tags.PatientID)!.Vr, dataSet.Find(Tags.PatientID)!.IsEmpty));
        Assert.Equal((Vr.US, true), (dataSet.Find(Tags.Rows)!.Vr, dataSet.Find(Tags.Rows)!.IsEmpty));
        Assert.NotNull(dataSet.Find(Tags.RequestAttributesSequence)!.Items);
        Assert.Empty(dataSet.GetItems(Tags.RequestAttributesSequence));
        Assert.Throws<ArgumentException>(() => dataSet.Set(Tags.Rows, "512"));
    }

    [Fact]
    public void Encodes_text_in_its_character_set_and_forgets_the_one_before()
    {
        var dataSet = new DataSet();
        dataSet.Set(Tags.SpecificCharacterSet, "ISO_IR 192");
        dataSet.Set(Tags.PatientName, "Ö");
        Assert.Equal([0xC3, 0x96], dataSet.Find(Tags.PatientName)!.Value.ToArray());

        dataSet.Set(Tags.SpecificCharacterSet, "ISO_IR 100");
        dataSet.Set(Tags.PatientName, "Ö");
        Assert.Equal([0xD6, (byte)' '], dataSet.Find(Tags.PatientName)!.Value.ToArray());
    }

    [Fact]
    public void Reads_UN_as_the_dictionary_says()
    {
        var dataSet = new DataSet();
        dataSet.Set(Tags.SpecificCharacterSet, "ISO_IR 192");
        dataSet.Set(new DataElement(Tags.PatientName, Vr.UN, new byte[] { 0xC3, 0x96 }));
        dataSet.Set(new DataElement(Tags.Rows, Vr.UN, new byte[] { 0, 2 }));

        Assert.Equal("Ö", dataSet.GetString(Tags.PatientName));
        Assert.Equal(512, dataSet.GetInt32(Tags.Rows));
    }

    [Theory]
    [InlineData("US", new byte[] { 0xFF, 0xFF }, 65535)]
    [InlineData("SS", new byte[] { 0xFF, 0xFF }, -1)]
    [InlineData("UL", new byte[] { 1, 0, 0, 0 }, 1)]
    [InlineData("UL", new byte[] { 1, 0, 0, 0x80 }, null)]
    [InlineData("SL", new byte[] { 0xFF, 0xFF, 0xFF, 0xFF }, -1)]
    [InlineData("IS", new byte[] { (byte)'-', (byte)'7', (byte)'\\', (byte)'8' }, -7)]
    [InlineData("IS", new byte[] { (byte)'1', (byte)'.', (byte)'5', (byte)' ' }, null)]
    [InlineData("US", new byte[0], null)]
    [InlineData("US", new byte[] { 1 }, null)]
    public void Reads_an_integer_where_there_is_one(string vr, byte[] value, int? expected)
    {
        var dataSet = new DataSet();
        dataSet.Set(new DataElement(new Tag(0x0009, 0x1001), Enum.Parse<Vr>(vr), value));

        Assert.Equal(expected, dataSet.GetInt32(new Tag(0x0009, 0x1001)));
    }

    [Fact]
    public void Removes_an_element_once()
    {
        var dataSet = new DataSet();
        dataSet.Set(Tags.PatientID, "1");

        Assert.True(dataSet.Remove(Tags.PatientID));
        Assert.False(dataSet.Remove(Tags.PatientID));
        Assert.False(dataSet.Contains(Tags.PatientID));
        Assert.Null(dataSet.GetString(Tags.PatientID));
    }
}
