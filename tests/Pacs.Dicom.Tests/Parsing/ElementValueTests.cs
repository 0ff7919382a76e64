using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Pixels;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Tests.Parsing;

public sealed class ElementValueTests
{
    private static readonly byte[] Samples = [.. Enumerable.Range(0, 40).Select(i => (byte)i)];

    [Theory]
    [InlineData("1.2.840.10008.1.2", SequenceLengths.Defined)]
    [InlineData("1.2.840.10008.1.2.1", SequenceLengths.Undefined)]
    [InlineData("1.2.840.10008.1.2.2", SequenceLengths.Defined)]
    [InlineData("1.2.840.10008.1.2.1.99", SequenceLengths.Undefined)]
    public void Is_found_in_the_item_it_is_in(string uid, SequenceLengths lengths)
    {
        var syntax = TransferSyntax.Of(uid);
        var plain = syntax.IsDeflated ? TransferSyntax.ExplicitVrLittleEndian : syntax;

        Assert.Equal(Samples, Read(Encode(syntax, lengths), syntax, Encode(plain, lengths), "54000100/2/54001010"));
        Assert.Null(ElementValue.Find(new MemoryStream(Encode(syntax, lengths)), syntax, Path("54000100/1/54001010")));
        Assert.Null(ElementValue.Find(new MemoryStream(Encode(syntax, lengths)), syntax, Path("54000100/3/54001010")));
        Assert.Null(ElementValue.Find(new MemoryStream(Encode(syntax, lengths)), syntax, Path("54001010")));
        Assert.Null(ElementValue.Find(new MemoryStream(Encode(syntax, lengths)), syntax, Path("54000100")));
    }

    [Theory]
    [InlineData(0, 40)]
    [InlineData(1, 1)]
    [InlineData(3, 10)]
    [InlineData(39, 1)]
    public void Is_read_in_part_from_words_of_either_order(int start, int length)
    {
        foreach (var syntax in (TransferSyntax[])[TransferSyntax.ExplicitVrLittleEndian, TransferSyntax.ExplicitVrBigEndian])
        {
            var dataSet = Encode(syntax, SequenceLengths.Defined);
            var value = ElementValue.Find(new MemoryStream(dataSet), syntax, Path("54000100/2/54001010"));
            using var read = new MemoryStream();
            using (var bytes = value!.OpenRead(start, length, range => Open(dataSet, range))) bytes.CopyTo(read);

            Assert.Equal(Samples[start..(start + length)], read.ToArray());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("5400010")]
    [InlineData("54000100/54001010")]
    [InlineData("54000100/-1/54001010")]
    [InlineData("54000100/x/54001010")]
    [InlineData("54000100/0/54001010")]
    [InlineData("54000100/1/")]
    public void Paths_that_are_none_are_not_taken_for_one(string text) => Assert.Null(ElementPath.Parse(text));

    [Fact]
    public void What_metadata_leaves_out_keeps_its_place()
    {
        var dataSet = new DataSet();
        dataSet.Set(Tags.PatientName, "A^B");
        dataSet.Set(new DataElement(Tags.EncapsulatedDocument, Vr.OB, new byte[5000]));
        dataSet.Set(new DataElement(Tags.RedPaletteColorLookupTableData, Vr.OW, new byte[100]));
        dataSet.Set(new DataElement(Tags.PixelData, Vr.OB, [Array.Empty<byte>(), new byte[9000]]));
        dataSet.Set(new DataElement(Tags.DataSetTrailingPadding, Vr.OB, new byte[10]));
        var syntax = TransferSyntax.Of(TransferSyntaxUids.JPEGBaseline8Bit);

        var metadata = DataSetParser.Read(new MemoryStream(DataSetWriter.ToArray(dataSet, syntax)), syntax, ParsingBounds.Metadata);

        Assert.Equal(
            [(Tags.EncapsulatedDocument, true), (Tags.PixelData, true)],
            metadata.Where(element => element.IsLeftOut).Select(element => (element.Tag, !element.IsEmpty)));
        Assert.Equal(dataSet.Select(element => element.Tag), metadata.Select(element => element.Tag));
        Assert.Equal("A^B", metadata.GetString(Tags.PatientName));
    }

    private static ElementPath Path(string text) => ElementPath.Parse(text)!;

    private static byte[] Encode(TransferSyntax syntax, SequenceLengths lengths)
    {
        var empty = new DataSet();
        empty.Set(Tags.NumberOfWaveformChannels, 1);
        var channel = new DataSet();
        channel.Set(new DataElement(Tags.WaveformData, Vr.OW, Samples));
        var dataSet = new DataSet();
        dataSet.Set(Tags.PatientName, "A^B");
        dataSet.Set(new DataElement(Tags.ReferencedStudySequence, [empty]));
        dataSet.Set(new DataElement(Tags.WaveformSequence, [empty, channel]));
        return DataSetWriter.ToArray(dataSet, syntax, lengths);
    }

    private static byte[] Read(byte[] dataSet, TransferSyntax syntax, byte[] plain, string path)
    {
        var value = ElementValue.Find(new MemoryStream(dataSet), syntax, Path(path));
        using var read = new MemoryStream();
        using (var bytes = value!.OpenRead(range => Open(plain, range))) bytes.CopyTo(read);
        return read.ToArray();
    }

    private static MemoryStream Open(byte[] bytes, ByteRange range) => new(bytes, (int)range.Offset, (int)range.Length);
}
