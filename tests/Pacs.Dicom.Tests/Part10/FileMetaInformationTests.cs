using System.Buffers;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Tests.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Tests.Part10;

public class FileMetaInformationTests
{
    private static readonly FileMetaInformation Meta = new()
    {
        MediaStorageSopClassUid = "1.2.840.10008.5.1.4.1.1.2",
        MediaStorageSopInstanceUid = "1.2.3.4",
        TransferSyntax = TransferSyntax.ExplicitVrBigEndian,
        SourceApplicationEntityTitle = "SCANNER",
    };

    [Fact]
    public void Writes_preamble_prefix_and_group_2_in_order_with_its_length()
    {
        var uid = Convert.ToHexString("2.25.241128410940818317579903694061913596516"u8);
        var elements = Bytes.Of($"""
            0200 0100 'OB' 0000 02000000 0001
            0200 0200 'UI' 1A00 '1.2.840.10008.5.1.4.1.1.2' 00
            0200 0300 'UI' 0800 '1.2.3.4' 00
            0200 1000 'UI' 1400 '1.2.840.10008.1.2.2' 00
            0200 1200 'UI' 2C00 {uid}
            0200 1300 'SH' 0800 'PACS_0.1'
            0200 1600 'AE' 0800 'SCANNER '
            """);
        byte[] expected =
        [
            .. new byte[128],
            .. Bytes.Of("'DICM' 0200 0000 'UL' 0400"),
            .. BitConverter.GetBytes(elements.Length),
            .. elements,
        ];

        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(Written(Meta)));
    }

    [Fact]
    public void Keeps_what_this_software_notes_for_itself_and_not_what_another_does()
    {
        byte[] note = [1, 2, 3, 4];
        var file = Written(Meta with { OwnInformation = note });

        Assert.Equal(OperationStatus.Done, FileMetaInformation.TryRead(Bytes.Cut(file, 7), out var meta, out var offset));
        Assert.Equal((file.Length, Convert.ToHexString(note)), (offset, Convert.ToHexString(meta!.OwnInformation!.Value.Span)));

        var creator = file.AsSpan().LastIndexOf("2.25"u8);
        file[creator + 5]++;
        Assert.Equal(OperationStatus.Done, FileMetaInformation.TryRead(Bytes.Cut(file, 7), out var another, out _));
        Assert.Null(another!.OwnInformation);
    }

    [Fact]
    public void Reads_what_it_wrote_and_waits_for_what_is_not_there_yet()
    {
        var file = Written(Meta);
        for (var length = 0; length <= file.Length; length++)
        {
            var status = FileMetaInformation.TryRead(Bytes.Cut(file[..length], 7), out var meta, out var offset);

            Assert.Equal(length < file.Length ? OperationStatus.NeedMoreData : OperationStatus.Done, status);
            Assert.Equal(length < file.Length ? null : Meta, meta);
            Assert.Equal(length < file.Length ? 0 : file.Length, offset);
        }
    }

    [Theory]
    [InlineData("0800 0500 'CS' 0A00 'ISO_IR 100'")]
    [InlineData("0008 0005 'CS' 000A 'ISO_IR 100'")]
    [InlineData("0800 0500 0A000000 'ISO_IR 100'")]
    [InlineData("0201 0304 'deflated'")]
    [InlineData("73747576")]
    public void Ends_where_the_data_set_begins_whatever_it_begins_with(string dataSet)
    {
        var file = Written(Meta);
        var status = FileMetaInformation.TryRead(
            new ReadOnlySequence<byte>([.. file, .. Bytes.Of(dataSet)]), out _, out var offset);

        Assert.Equal(OperationStatus.Done, status);
        Assert.Equal(file.Length, offset);
    }

    [Fact]
    public void Refuses_what_is_not_a_DICOM_file()
    {
        var file = Written(Meta);
        file[130] = (byte)'X';

        Assert.Equal(
            OperationStatus.InvalidData,
            FileMetaInformation.TryRead(new ReadOnlySequence<byte>(file), out _, out _));
    }

    internal static byte[] Written(FileMetaInformation meta)
    {
        var output = new ArrayBufferWriter<byte>();
        meta.Write(output);
        return output.WrittenSpan.ToArray();
    }
}
