using System.Text;
using System.Xml;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;
using Pacs.Dicom.Xml;
using Pacs.Fuzzing;
using Xunit.Abstractions;

namespace Pacs.Dicom.Tests.Xml;

public sealed class DicomXmlTests(ITestOutputHelper output)
{
    private const string Everything =
        """
        <?xml version="1.0" encoding="utf-8"?>
        <NativeDicomModel xml:space="preserve" xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM">
          <DicomAttribute tag="00080008" vr="CS" keyword="ImageType"><Value number="1">ORIGINAL</Value><Value number="3">AXIAL</Value></DicomAttribute>
          <DicomAttribute tag="00081140" vr="SQ"><Item number="1"><DicomAttribute tag="00081150" vr="UI"><Value number="1">1.2</Value></DicomAttribute></Item><Item number="2"/></DicomAttribute>
          <DicomAttribute tag="00100010" vr="PN"><PersonName number="1"><Alphabetic><FamilyName>Yamada</FamilyName><GivenName>Tarou</GivenName></Alphabetic><Ideographic><FamilyName>山田</FamilyName></Ideographic></PersonName></DicomAttribute>
          <DicomAttribute tag="00100020" vr="LO"/>
          <DicomAttribute tag="00280010" vr="US"><Value number="1">512</Value></DicomAttribute>
          <DicomAttribute tag="00280030" vr="DS"><Value number="1">0.50</Value></DicomAttribute>
          <DicomAttribute tag="00290010" vr="UN"><InlineBinary>AQID</InlineBinary></DicomAttribute>
          <DicomAttribute tag="7FE00010" vr="OW"><BulkData uri="pixels"/></DicomAttribute>
        </NativeDicomModel>
        """;

    [Fact]
    public void Reads_every_kind_of_value()
    {
        var (dataSet, detached) = Read(Everything);

        Assert.Equal(["ORIGINAL", "", "AXIAL"], dataSet.GetStrings(Tags.ImageType));
        Assert.Equal("1.2", dataSet.GetItems(Tags.ReferencedImageSequence)[0].GetString(Tags.ReferencedSOPClassUID));
        Assert.Empty(dataSet.GetItems(Tags.ReferencedImageSequence)[1]);
        Assert.Equal("Yamada^Tarou=山田", dataSet.GetString(Tags.PatientName));
        Assert.True(dataSet.Find(Tags.PatientID)?.IsEmpty);
        Assert.Equal(512, dataSet.GetInt32(Tags.Rows));
        Assert.Equal("0.50", dataSet.GetString(Tags.PixelSpacing));
        Assert.Equal([1, 2, 3], dataSet.Find(new Tag(0x0029, 0x0010))?.Value.ToArray());
        Assert.Equal((Tags.PixelData, Vr.OW, "pixels"), (detached[0].Tag, detached[0].Vr, detached[0].Uri));
    }

    [Fact]
    public void Reads_what_the_writer_writes_as_the_same_data_set()
    {
        var (dataSet, _) = Read(Everything);
        dataSet.Set(Tags.PatientComments, Vr.LT, "a < b & \"c\"");
        dataSet.Set(new DataElement(Tags.SelectorFDValue, Vr.FD, BitConverter.GetBytes(double.NaN)));

        var (again, _) = Read(Write(dataSet));

        Assert.Equal(
            DataSetWriter.ToArray(dataSet, TransferSyntax.ExplicitVrLittleEndian),
            DataSetWriter.ToArray(again, TransferSyntax.ExplicitVrLittleEndian));
    }

    [Fact]
    public void Writes_the_namespace_keywords_and_private_creators()
    {
        var dataSet = new DataSet();
        dataSet.Set(new Tag(0x0029, 0x0010), Vr.LO, "ACME");
        dataSet.Set(new Tag(0x0029, 0x1001), Vr.SH, "x");
        dataSet.Set(Tags.PatientID, Vr.LO, "a\u0001b");

        var xml = Write(dataSet);

        Assert.Contains("<NativeDicomModel xml:space=\"preserve\" xmlns=\"http://dicom.nema.org/PS3.19/models/NativeDICOM\">", xml, StringComparison.Ordinal);
        Assert.Contains("tag=\"00291001\" vr=\"SH\" privateCreator=\"ACME\"", xml, StringComparison.Ordinal);
        Assert.Contains("keyword=\"PatientID\"><Value number=\"1\">a\uFFFDb</Value>", xml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "cannot be read")]
    [InlineData("<a/>", "NativeDicomModel")]
    [InlineData("<NativeDicomModel>text</NativeDicomModel>", "Text stands")]
    [InlineData("<NativeDicomModel><DicomAttribute vr='LO'/></NativeDicomModel>", "no tag")]
    [InlineData("<NativeDicomModel><DicomAttribute tag='00100020' vr='QQ'/></NativeDicomModel>", "VR")]
    [InlineData("<NativeDicomModel><DicomAttribute tag='00100020' vr='LO'/><DicomAttribute tag='00100020' vr='LO'/></NativeDicomModel>", "twice")]
    [InlineData("<NativeDicomModel><DicomAttribute tag='00100020' vr='LO'><Item/></DicomAttribute></NativeDicomModel>", "which LO has not")]
    [InlineData("<NativeDicomModel><DicomAttribute tag='00100020' vr='LO'><Value number='1'/><Value number='1'/></DicomAttribute></NativeDicomModel>", "another's")]
    [InlineData("<NativeDicomModel><DicomAttribute tag='00100020' vr='LO'><Value number='2000000000'/></DicomAttribute></NativeDicomModel>", "far off")]
    [InlineData("<NativeDicomModel><DicomAttribute tag='00290010' vr='UN'><InlineBinary>?</InlineBinary></DicomAttribute></NativeDicomModel>", "cannot be read")]
    [InlineData("<NativeDicomModel><DicomAttribute tag='00100020' vr='LO'>", "cannot be read")]
    public void Says_what_is_wrong(string xml, string why) =>
        Assert.Contains(why, Assert.Throws<DicomFormatException>(() => Read(xml)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>", "&b;")]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'><!ENTITY c '&b;&b;&b;&b;&b;'>]>", "&c;")]
    [InlineData("<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/a.dtd'>", "a")]
    public void Expands_no_entity_and_fetches_nothing(string documentType, string value)
    {
        var xml = $"{documentType}<NativeDicomModel><DicomAttribute tag='00100020' vr='LO'><Value number='1'>{value}</Value></DicomAttribute></NativeDicomModel>";

        Assert.Throws<DicomFormatException>(() => Read(xml));
    }

    [Fact]
    public void Refuses_what_is_nested_a_hundred_thousand_deep()
    {
        const string opening = "<DicomAttribute tag='00081140' vr='SQ'><Item number='1'>";

        Assert.Throws<DicomFormatException>(() => Read("<NativeDicomModel>" + string.Concat(Enumerable.Repeat(opening, 100_000))));
    }

    [Fact]
    public void Ends_in_a_data_set_or_an_explanation_whatever_comes()
    {
        foreach (var (bytes, _) in FuzzRun.Mutations([Encoding.UTF8.GetBytes(Everything)], 3_000, output))
        {
            try
            {
                using var stream = new MemoryStream(bytes);
                _ = Write(DicomXmlReader.Read(stream).DataSet);
            }
            catch (DicomFormatException)
            {
                // an explanation
            }
        }
    }

    private static DetachedDataSet Read(string xml)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(xml));
        return DicomXmlReader.Read(stream);
    }

    private static string Write(DataSet dataSet)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, DicomXmlWriter.Settings))
        {
            DicomXmlWriter.Write(writer, dataSet);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
