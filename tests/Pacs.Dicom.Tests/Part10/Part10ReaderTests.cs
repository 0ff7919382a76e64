using Pacs.Dicom.Part10;
using Pacs.Dicom.Tests.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Tests.Part10;

public class Part10ReaderTests
{
    private const string ExplicitDataSet = "0800 0500 'CS' 0A00 'ISO_IR 100'  1000 1000 'PN' 0000";
    private const string ImplicitDataSet = "0800 0500 0A000000 'ISO_IR 100'  1000 1000 00000000";
    private const string BigEndianDataSet = "0008 0005 'CS' 000A 'ISO_IR 100'  0010 0010 'PN' 0000";

    private static readonly FileMetaInformation Meta = new()
    {
        MediaStorageSopClassUid = "1.2.840.10008.5.1.4.1.1.2",
        MediaStorageSopInstanceUid = "1.2.3.4",
        TransferSyntax = TransferSyntax.ImplicitVrLittleEndian,
    };

    [Fact]
    public async Task Reads_preamble_and_meta_information()
    {
        var meta = FileMetaInformationTests.Written(Meta);

        await AssertContent([.. meta, .. Bytes.Of(ImplicitDataSet)], Meta, "1.2.840.10008.1.2", meta.Length);
    }

    [Fact]
    public async Task Reads_meta_information_without_a_preamble()
    {
        var meta = FileMetaInformationTests.Written(Meta)[132..];

        await AssertContent([.. meta, .. Bytes.Of(ImplicitDataSet)], Meta, "1.2.840.10008.1.2", meta.Length);
    }

    [Theory]
    [InlineData(ExplicitDataSet, "1.2.840.10008.1.2.1")]
    [InlineData(ImplicitDataSet, "1.2.840.10008.1.2")]
    [InlineData(BigEndianDataSet, "1.2.840.10008.1.2.2")]
    public async Task Finds_out_the_syntax_of_a_data_set_that_does_not_say(string dataSet, string syntax)
    {
        await AssertContent(Bytes.Of(dataSet), null, syntax, 0);
        await AssertContent([.. new byte[128], .. Bytes.Of("'DICM'" + dataSet)], null, syntax, 132);
    }

    [Fact]
    public async Task Reads_meta_information_in_implicit_VR()
    {
        var bytes = Bytes.Of("0200 0000 04000000 1C000000  0200 1000 14000000 '1.2.840.10008.1.2.1' 00" + ExplicitDataSet);

        var content = await Read([.. new byte[128], .. "DICM"u8, .. bytes]);

        Assert.Equal("1.2.840.10008.1.2.1", content.TransferSyntax.Uid);
        Assert.Equal(132 + 40, content.DataSetOffset);
    }

    [Theory]
    [InlineData("00000000")]
    [InlineData("06000000")]
    [InlineData("22000000")]
    [InlineData("FFFFFFFF")]
    public async Task Reads_meta_information_with_a_wrong_length(string length)
    {
        var bytes = Bytes.Of($"0200 0000 'UL' 0400 {length}  0200 1000 'UI' 1400 '1.2.840.10008.1.2.1' 00" + ExplicitDataSet);

        var content = await Read(bytes);

        Assert.Equal("1.2.840.10008.1.2.1", content.TransferSyntax.Uid);
        Assert.Equal(40, content.DataSetOffset);
    }

    [Fact]
    public async Task Finds_out_a_syntax_that_meta_information_leaves_out()
    {
        var content = await Read(Bytes.Of("0200 0200 'UI' 0200 '1' 00" + BigEndianDataSet));

        Assert.Equal(TransferSyntax.ExplicitVrBigEndian, content.TransferSyntax);
        Assert.Equal("1", content.MetaInformation!.MediaStorageSopClassUid);
        Assert.Equal(10, content.DataSetOffset);
    }

    [Fact]
    public async Task Reads_meta_information_longer_than_the_first_look()
    {
        byte[] file =
        [
            .. Bytes.Of("0200 1000 'UI' 1400 '1.2.840.10008.1.2.1' 00  0200 0201 'OB' 0000 40420F00"),
            .. new byte[1_000_000],
            .. Bytes.Of(ExplicitDataSet),
        ];

        Assert.Equal(28 + 12 + 1_000_000, (await Read(file)).DataSetOffset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("'GET / HTTP/1.1' 0D0A 0D0A")]
    [InlineData("160301 0200 0100 01FC 0303 0000")] // TLS ClientHello
    [InlineData("FFD8FFE0 0010 'JFIF' 00 0101 0000")]
    [InlineData("0200 1000 'UI' 1400 '1.2'")] // cut off
    [InlineData("0200 1000 'UI' 0000 'HELLO WORLD, THIS IS NO DATA SET'")]
    [InlineData("0800 0500 0A000000 'ISO_IR 100'  0800 0000 00000000")] // does not ascend
    public async Task Refuses_what_holds_no_data_set(string bytes)
    {
        Assert.Throws<DicomFormatException>(() => Part10Reader.Read(Bytes.Of(bytes)));
        using var stream = new MemoryStream(Bytes.Of(bytes));
        await Assert.ThrowsAsync<DicomFormatException>(() => Part10Reader.ReadAsync(stream, CancellationToken.None));
    }

    private static async Task AssertContent(byte[] file, FileMetaInformation? meta, string syntax, long offset)
    {
        var content = await Read(file);

        Assert.Equal(meta, content.MetaInformation);
        Assert.Equal(syntax, content.TransferSyntax.Uid);
        Assert.Equal(offset, content.DataSetOffset);
    }

    private static async Task<Part10Content> Read(byte[] file)
    {
        using var stream = new MemoryStream(file);
        var content = await Part10Reader.ReadAsync(stream, CancellationToken.None);

        Assert.Equal(content.DataSetOffset, stream.Position);
        Assert.Equal(content, Part10Reader.Read(Bytes.Cut(file, 5)));
        Assert.Equal(content, Part10Reader.Read((ReadOnlyMemory<byte>)file));
        return content;
    }
}
