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
            """{"00200013":{"vr":"IS","Value":[7]},"00280030":{"vr":"DS","Value":[0.50,-15]}}""",
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

    private static string Json(Action<DataSet> fill)
    {
        var dataSet = new DataSet();
        fill(dataSet);
        var json = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(json, options))
        {
            DicomJsonWriter.Write(writer, dataSet);
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
