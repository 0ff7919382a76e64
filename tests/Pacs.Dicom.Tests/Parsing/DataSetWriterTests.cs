using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Tests.Parsing;

public class DataSetWriterTests
{
    private static readonly TransferSyntax Explicit = TransferSyntax.ExplicitVrLittleEndian;

    public static TheoryData<string> NativeSyntaxes => Samples.NativeSyntaxes;

    [Theory]
    [MemberData(nameof(NativeSyntaxes))]
    public void Writes_what_reads_as_the_same_data_set(string uid)
    {
        var syntax = TransferSyntax.Of(uid);
        var sample = Samples.Everything();

        foreach (var lengths in Enum.GetValues<SequenceLengths>())
        {
            var bytes = DataSetWriter.ToArray(sample, syntax, lengths);

            Assert.Equal(0, bytes.Length % 2);
            Assert.Equal(Listing.Of(sample), Listing.Of(DataSetParser.ParseAll(bytes, syntax)));
        }
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2", "0800 0500 04000000 'AB  '  2800 1000 02000000 0002")]
    [InlineData("1.2.840.10008.1.2.1", "0800 0500 'CS' 0400 'AB  '  2800 1000 'US' 0200 0002")]
    [InlineData("1.2.840.10008.1.2.2", "0008 0005 'CS' 0004 'AB  '  0028 0010 'US' 0002 0200")]
    public void Writes_headers_and_values_in_each_encoding(string uid, string bytes)
    {
        var dataSet = new DataSet();
        dataSet.Set(new Tag(0x0008, 0x0005), Vr.CS, "AB  ");
        dataSet.Set(new Tag(0x0028, 0x0010), 512);

        Assert.Equal(Bytes.Of(bytes), DataSetWriter.ToArray(dataSet, TransferSyntax.Of(uid)));
    }

    [Theory]
    [InlineData(SequenceLengths.Defined, "0800 4011 'SQ' 0000 12000000  FEFF 00E0 0A000000  0800 5011 'UI' 0200 '1' 00")]
    [InlineData(SequenceLengths.Undefined, """
        0800 4011 'SQ' 0000 FFFFFFFF
            FEFF 00E0 FFFFFFFF  0800 5011 'UI' 0200 '1' 00  FEFF 0DE0 00000000
        FEFF DDE0 00000000
        """)]
    public void Writes_sequences_with_the_lengths_asked_for(SequenceLengths lengths, string bytes)
    {
        var item = new DataSet();
        item.Set(new Tag(0x0008, 0x1150), Vr.UI, "1");
        var dataSet = new DataSet();
        dataSet.Set(new DataElement(new Tag(0x0008, 0x1140), [item]));

        Assert.Equal(Bytes.Of(bytes), DataSetWriter.ToArray(dataSet, Explicit, lengths));
    }

    [Fact]
    public void Pads_odd_values_as_their_VR_says()
    {
        var dataSet = new DataSet();
        dataSet.Set(new DataElement(new Tag(0x0008, 0x0018), Vr.UI, "1"u8.ToArray()));
        dataSet.Set(new DataElement(new Tag(0x0010, 0x0020), Vr.LO, "a"u8.ToArray()));
        dataSet.Set(new DataElement(new Tag(0x7FE0, 0x0010), Vr.OB, new byte[] { 7 }));

        Assert.Equal(
            Bytes.Of("0800 1800 'UI' 0200 '1' 00  1000 2000 'LO' 0200 'a '  E07F 1000 'OB' 0000 02000000 0700"),
            DataSetWriter.ToArray(dataSet, Explicit));
    }

    [Theory]
    [InlineData(65534, "LO")]
    [InlineData(65535, "UN")] // padded, it no longer fits
    [InlineData(65536, "UN")]
    public void Writes_a_value_too_long_for_its_VR_as_UN(int length, string vr)
    {
        var dataSet = new DataSet();
        dataSet.Set(new DataElement(new Tag(0x0010, 0x0020), Vr.LO, new byte[length]));

        var read = DataSetParser.ParseAll(DataSetWriter.ToArray(dataSet, Explicit), Explicit).Single();

        Assert.Equal(vr, read.Vr.Letters);
        Assert.Equal(length + length % 2, read.Value.Length);
    }

    [Fact]
    public void Writes_group_lengths_only_where_they_are_required()
    {
        var dataSet = new DataSet();
        dataSet.Set(new Tag(0x0000, 0x0000), 10u);
        dataSet.Set(new Tag(0x0008, 0x0000), 10u);

        Assert.Equal(
            Bytes.Of("0000 0000 04000000 0A000000"),
            DataSetWriter.ToArray(dataSet, TransferSyntax.ImplicitVrLittleEndian));
    }

    [Fact]
    public void Writes_fragments_and_refuses_them_where_there_are_none()
    {
        var dataSet = new DataSet();
        IReadOnlyList<ReadOnlyMemory<byte>> fragments = [default, new byte[] { 1, 2, 3 }];
        dataSet.Set(new DataElement(new Tag(0x7FE0, 0x0010), Vr.OB, fragments));

        Assert.Equal(
            Bytes.Of("""
                E07F 1000 'OB' 0000 FFFFFFFF
                    FEFF 00E0 00000000  FEFF 00E0 04000000 01020300
                FEFF DDE0 00000000
                """),
            DataSetWriter.ToArray(dataSet, TransferSyntax.Of("1.2.840.10008.1.2.4.70")));
        Assert.Throws<ArgumentException>(() => DataSetWriter.ToArray(dataSet, TransferSyntax.ImplicitVrLittleEndian));
        Assert.Throws<ArgumentException>(() => DataSetWriter.ToArray(dataSet, TransferSyntax.ExplicitVrBigEndian));
    }
}
