using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Json;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;
using Pacs.Fuzzing;
using Xunit.Abstractions;

namespace Pacs.Dicom.Tests.Json;

[Trait("Conformance", "81")]
public sealed class DicomJsonReaderTests(ITestOutputHelper output)
{
    private const string Everything =
        """
        {"00080005":{"vr":"CS","Value":["ISO_IR 100"]},
         "00080008":{"vr":"CS","Value":["ORIGINAL",null,"AXIAL"]},
         "00100010":{"Value":[{"Alphabetic":"Yamada^Tarou","Ideographic":"山田^太郎"}],"vr":"PN"},
         "00100020":{"vr":"LO"},
         "00081140":{"vr":"SQ","Value":[{"00081150":{"vr":"UI","Value":["1.2"]}},{}]},
         "00189306":{"vr":"FD","Value":["NaN","-inf",0.1]},
         "00200013":{"vr":"IS","Value":[7]},
         "00280009":{"vr":"AT","Value":["00181063"]},
         "00280010":{"vr":"US","Value":[512]},
         "00280030":{"vr":"DS","Value":[0.50,"1E3"]},
         "00290010":{"vr":"UN","InlineBinary":"AQID"},
         "00720083":{"vr":"UV","Value":["18446744073709551615",1]},
         "7FE00010":{"vr":"OW","BulkDataURI":"pixels"}}
        """;

    [Fact]
    public void Reads_every_kind_of_value()
    {
        var (dataSet, detached) = Assert.Single(Read(Everything));

        Assert.Equal(["ORIGINAL", "", "AXIAL"], dataSet.GetStrings(Tags.ImageType));
        Assert.Equal("Yamada^Tarou=山田^太郎", dataSet.GetString(Tags.PatientName));
        Assert.Equal("ISO_IR 192", dataSet.GetString(Tags.SpecificCharacterSet));
        Assert.True(dataSet.Find(Tags.PatientID)?.IsEmpty);
        Assert.Equal("1.2", dataSet.GetItems(Tags.ReferencedImageSequence)[0].GetString(Tags.ReferencedSOPClassUID));
        Assert.Empty(dataSet.GetItems(Tags.ReferencedImageSequence)[1]);
        Assert.Equal(512, dataSet.GetInt32(Tags.Rows));
        Assert.Equal(7, dataSet.GetInt32(Tags.InstanceNumber));
        Assert.Equal(["0.50", "1E3"], dataSet.GetStrings(Tags.PixelSpacing));
        Assert.Equal([1, 2, 3], dataSet.Find(new Tag(0x0029, 0x0010))?.Value.ToArray());
        Assert.Equal([0x18, 0, 0x63, 0x10], dataSet.Find(Tags.FrameIncrementPointer)?.Value.ToArray());
        Assert.Equal((Tags.PixelData, Vr.OW, "pixels"), (detached[0].Tag, detached[0].Vr, detached[0].Uri));
    }

    [Fact]
    public void Reads_what_the_writer_writes_as_the_same_text()
    {
        var (dataSet, _) = Assert.Single(Read(Everything));

        var text = Write(dataSet);

        Assert.Equal(text, Write(Assert.Single(Read(text)).DataSet));
        Assert.Equal(
            DataSetWriter.ToArray(dataSet, TransferSyntax.ExplicitVrLittleEndian),
            DataSetWriter.ToArray(Assert.Single(Read(text)).DataSet, TransferSyntax.ExplicitVrLittleEndian));
    }

    [Fact]
    public void Reads_several_data_sets_from_an_array() =>
        Assert.Equal(
            ["1", "2"],
            Read("""[{"00100020":{"vr":"LO","Value":["1"]}},{"00100020":{"vr":"LO","Value":["2"]}}]""")
                .Select(read => read.DataSet.GetString(Tags.PatientID)));

    [Fact]
    public void Passes_over_names_that_are_no_tags() =>
        Assert.Equal("1", Assert.Single(Read(
            """{"comment":{"a":[{}]},"00100020":{"vr":"LO","Value":["1"],"more":[1,{}]}}""")).DataSet.GetString(Tags.PatientID));

    [Theory]
    [InlineData("", "cannot be read")]
    [InlineData("7", "object")]
    [InlineData("[7]", "object")]
    [InlineData("{", "cannot be read")]
    [InlineData("""{"00100020":{"vr":"LO","Value":["1"]}}{}""", "cannot be read")]
    [InlineData("""{"00100020":"1"}""", "object")]
    [InlineData("""{"00100020":{"vr":"LO","Value":"1"}}""", "array")]
    [InlineData("""{"00100020":{"vr":"LO","Value":["1","\\\\"]}}""", "backslash")]
    [InlineData("""{"00100020":{"vr":"LO","Value":[["1"]]}}""", "another type")]
    [InlineData("""{"00100020":{"vr":"LO","Value":[true]}}""", "another type")]
    [InlineData("""{"00100020":{"vr":"LO","Value":[{}]}}""", "another type")]
    [InlineData("""{"00100020":{"vr":"QQ"}}""", "VR")]
    [InlineData("""{"00100020":{"vr":"LO","vr":"SH"}}""", "two VRs")]
    [InlineData("""{"00100020":{"vr":"LO"},"00100020":{"vr":"LO"}}""", "twice")]
    [InlineData("""{"00280010":{"vr":"US","Value":[65536]}}""", "no US")]
    [InlineData("""{"00280010":{"vr":"US","Value":["many"]}}""", "no US")]
    [InlineData("""{"00280010":{"vr":"US","Value":[1.5]}}""", "no US")]
    [InlineData("""{"00280010":{"vr":"US","Value":[null]}}""", "empty value")]
    [InlineData("""{"00104000":{"vr":"LT","Value":["a","b"]}}""", "several values")]
    [InlineData("""{"00290010":{"vr":"UN","InlineBinary":"?"}}""", "base64")]
    [InlineData("""{"00290010":{"vr":"UN","InlineBinary":"AQID","BulkDataURI":"x"}}""", "more than one")]
    [InlineData("""{"00081140":{"vr":"SQ","Value":["1"]}}""", "item")]
    [InlineData("""{"00081140":{"vr":"SQ","InlineBinary":"AQID"}}""", "sequence")]
    [InlineData("""{"00100010":{"vr":"PN","Value":[{"Alphabetic":7}]}}""", "string")]
    [InlineData("""{"00100020":{"vr":"LO","Value":["\ud800"]}}""", "cannot be read")]
    public void Says_what_is_wrong(string json, string why) =>
        Assert.Contains(why, Assert.Throws<DicomFormatException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[")]
    [InlineData("""{"a":""")]
    [InlineData("""{"00081140":{"vr":"SQ","Value":[""")]
    public void Refuses_what_is_nested_a_hundred_thousand_deep(string opening) =>
        Assert.Throws<DicomFormatException>(() => Read(string.Concat(Enumerable.Repeat(opening, 100_000))));

    [Fact]
    public void Ends_in_data_sets_or_an_explanation_whatever_comes()
    {
        foreach (var (bytes, _) in FuzzRun.Mutations([Encoding.UTF8.GetBytes(Everything)], 3_000, output))
        {
            try
            {
                foreach (var read in DicomJsonReader.ReadAll(bytes)) _ = Write(read.DataSet);
            }
            catch (DicomFormatException)
            {
                // an explanation
            }
        }
    }

    private static IReadOnlyList<DetachedDataSet> Read(string json) => DicomJsonReader.ReadAll(Encoding.UTF8.GetBytes(json));

    private static string Write(DataSet dataSet)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            DicomJsonWriter.Write(writer, dataSet);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
