using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Json;

namespace Pacs.Dicom.Tests.Json;

[Trait("Conformance", "81")]
public sealed class DicomJsonWriterTests
{
    [Fact]
    public void Gives_an_empty_element_no_value() =>
        Assert.Equal("""{"00100020":{"vr":"LO"}}""", Json(dataSet => dataSet.Set(Tags.PatientID, Vr.LO)));

    [Fact]
    public void Gives_an_empty_one_of_several_values_as_null() =>
        Assert.Equal(
            """{"00080008":{"vr":"CS","Value":["ORIGINAL",null,"AXIAL"]}}""",
            Json(dataSet => dataSet.Set(Tags.ImageType, Vr.CS, "ORIGINAL", "", "AXIAL")));

    [Fact]
    public void Writes_decimal_and_integer_strings_as_numbers() =>
        Assert.Equal(
            """{"00200013":{"vr":"IS","Value":[7]},"00280030":{"vr":"DS","Value":[0.50,-1.5E1]}}""",
            Json(dataSet =>
            {
                dataSet.Set(Tags.InstanceNumber, Vr.IS, "+7");
                dataSet.Set(Tags.PixelSpacing, Vr.DS, "0.50", "-1.5E1");
            }));

    [Fact]
    public void Keeps_what_should_be_a_number_and_is_none_as_a_string() =>
        Assert.Equal(
            """{"00200013":{"vr":"IS","Value":["seven"]}}""",
            Json(dataSet => dataSet.Set(Tags.InstanceNumber, Vr.IS, "seven")));

    [Fact]
    public void Splits_person_names_into_their_groups_and_says_that_it_is_utf_8() =>
        Assert.Equal(
            """{"00080005":{"vr":"CS","Value":["ISO_IR 192"]},"00100010":{"vr":"PN","Value":""" +
            """[{"Alphabetic":"Yamada^Tarou","Ideographic":"山田^太郎","Phonetic":"やまだ^たろう"}]}}""",
            Json(dataSet =>
            {
                dataSet.Set(Tags.SpecificCharacterSet, Vr.CS, "", "ISO 2022 IR 87");
                dataSet.Set(Tags.PatientName, Vr.PN, "Yamada^Tarou=山田^太郎=やまだ^たろう");
            }));

    [Fact]
    public void Writes_items_in_items() =>
        Assert.Equal(
            """{"00081115":{"vr":"SQ"},"00081140":{"vr":"SQ","Value":[{"00081150":{"vr":"UI","Value":["1.2"]}},{}]}}""",
            Json(dataSet =>
            {
                var item = new DataSet();
                item.Set(Tags.ReferencedSOPClassUID, Vr.UI, "1.2");
                dataSet.Set(new DataElement(Tags.ReferencedImageSequence, [item, new DataSet()]));
                dataSet.Set(new DataElement(Tags.ReferencedSeriesSequence, new List<DataSet>()));
            }));

    [Fact]
    public void Writes_bytes_inline_and_tags_as_names() =>
        Assert.Equal(
            """{"00280009":{"vr":"AT","Value":["00181063"]},"00290010":{"vr":"UN","InlineBinary":"AQID"}}""",
            Json(dataSet =>
            {
                dataSet.Set(new DataElement(Tags.FrameIncrementPointer, Vr.AT, new byte[] { 0x18, 0x00, 0x63, 0x10 }));
                dataSet.Set(new DataElement(new Tag(0x0029, 0x0010), Vr.UN, new byte[] { 1, 2, 3 }));
            }));

    [Fact]
    public void Writes_numbers_that_json_does_not_have_as_strings() =>
        Assert.Equal(
            """{"00189306":{"vr":"FD","Value":["NaN","-inf",0.1]}""" +
            ""","00720083":{"vr":"UV","Value":["18446744073709551615",1]}}""",
            Json(dataSet =>
            {
                double[] reals = [double.NaN, double.NegativeInfinity, 0.1];
                ulong[] integers = [ulong.MaxValue, 1];
                byte[] fd = [.. reals.SelectMany(BitConverter.GetBytes)];
                byte[] uv = [.. integers.SelectMany(BitConverter.GetBytes)];
                dataSet.Set(new DataElement(Tags.SingleCollimationWidth, Vr.FD, fd));
                dataSet.Set(new DataElement(Tags.SelectorUVValue, Vr.UV, uv));
            }));

    [Fact]
    public void Leaves_encapsulated_pixels_without_a_value() =>
        Assert.Equal(
            """{"7FE00010":{"vr":"OB"}}""",
            Json(dataSet => dataSet.Set(new DataElement(Tags.PixelData, Vr.OB, [default, new byte[] { 1, 2 }]))));

    [Theory]
    [InlineData("0.1234567890123456", "0.1234567890123456")]
    [InlineData("+.5", "0.5")]
    [InlineData("-.5", "-0.5")]
    [InlineData("5.", "5")]
    [InlineData("007", "7")]
    [InlineData("-0", "-0")]
    [InlineData("00.10", "0.10")]
    [InlineData("1e+05", "1e+05")]
    [InlineData("1E-3", "1E-3")]
    [InlineData("1E999", "\"1E999\"")]
    [InlineData("12345678901234567890", "\"12345678901234567890\"")]
    [InlineData("1,5", "\"1,5\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("-", "\"-\"")]
    [InlineData("1E", "\"1E\"")]
    [InlineData("NaN", "\"NaN\"")]
    [InlineData("0x10", "\"0x10\"")]
    public void Keeps_the_digits_of_a_decimal_string_or_the_text_where_json_has_no_such_number(string value, string json) =>
        Assert.Equal(
            $$$"""{"00280030":{"vr":"DS","Value":[{{{json}}}]}}""",
            Json(dataSet => dataSet.Set(Tags.PixelSpacing, Vr.DS, value)));

    [Fact]
    public void Gives_a_value_of_nothing_but_padding_no_value() =>
        Assert.Equal(
            """{"00100010":{"vr":"PN"},"00100020":{"vr":"LO"},"00104000":{"vr":"LT"}}""",
            Json(dataSet =>
            {
                dataSet.Set(Tags.PatientName, Vr.PN, "  ");
                dataSet.Set(Tags.PatientID, Vr.LO, " ");
                dataSet.Set(Tags.PatientComments, Vr.LT, " ");
            }));

    [Fact]
    public void Writes_names_of_one_group_among_several_and_of_groups_left_out() =>
        Assert.Equal(
            """{"00081048":{"vr":"PN","Value":[{"Alphabetic":"A^B"},null,{"Ideographic":"C"}]}}""",
            Json(dataSet => dataSet.Set(Tags.PhysiciansOfRecord, Vr.PN, "A^B^^^", "", "=C=")));

    [Fact, Trait("Conformance", "82")]
    public void Puts_a_link_where_it_is_told_to_and_says_where_that_is()
    {
        var places = new List<string>();
        var dataSet = new DataSet();
        var item = new DataSet();
        item.Set(new DataElement(Tags.WaveformData, Vr.OW, new byte[8]));
        dataSet.Set(new DataElement(Tags.WaveformSequence, [new DataSet(), item]));
        dataSet.Set(new DataElement(Tags.OverlayData, Vr.OW, ReadOnlyMemory<byte>.Empty));
        dataSet.Set(new DataElement(Tags.PixelData, Vr.OB, [default, new byte[] { 1, 2 }]));

        var json = Json(dataSet, (path, element) =>
        {
            places.Add($"{string.Join('/', path.ToArray().Select(step => $"{step.Sequence}.{step.Item}"))}:{element.Tag}");
            return element.IsEmpty ? null : $"../bulkdata/{element.Tag.Value:X8}";
        });

        Assert.Equal(
            """{"54000100":{"vr":"SQ","Value":[{},{"54001010":{"vr":"OW","BulkDataURI":"../bulkdata/54001010"}}]}""" +
            ""","60003000":{"vr":"OW"},"7FE00010":{"vr":"OB","BulkDataURI":"../bulkdata/7FE00010"}}""",
            json);
        Assert.Equal(["(5400,0100).2:(5400,1010)", ":(6000,3000)", ":(7FE0,0010)"], places);
    }

    [Fact]
    public void Allocates_nothing_for_what_is_ascii()
    {
        var dataSet = new DataSet();
        dataSet.Set(Tags.ImageType, Vr.CS, "ORIGINAL", "PRIMARY");
        dataSet.Set(Tags.StudyDate, Vr.DA, "20240131");
        dataSet.Set(Tags.PatientName, Vr.PN, "Doe^Jane");
        dataSet.Set(Tags.PatientID, Vr.LO, "P1");
        dataSet.Set(Tags.PixelSpacing, Vr.DS, "0.5", "0.5");
        dataSet.Set(Tags.Rows, 512);
        var output = new ArrayBufferWriter<byte>(64 << 10);
        using var writer = new Utf8JsonWriter(output);
        Write();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Write();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, 100);

        void Write()
        {
            output.ResetWrittenCount();
            writer.Reset();
            DicomJsonWriter.Write(writer, dataSet);
            writer.Flush();
        }
    }

    private static string Json(Action<DataSet> fill)
    {
        var dataSet = new DataSet();
        fill(dataSet);
        return Json(dataSet, null);
    }

    private static string Json(DataSet dataSet, BulkDataLink? bulkData)
    {
        var json = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(json, options))
        {
            DicomJsonWriter.Write(writer, dataSet, bulkData);
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
