using System.Buffers;
using Pacs.Dicom;
using Pacs.Dicom.Part10;
using Pacs.Server.DicomWeb.Storing;

namespace Pacs.Server.Tests.DicomWeb.Storing;

public sealed class IncomingFileTests
{
    private static readonly TestImage Image = new("1.2.1.1.1") { PixelLength = 20_000 };

    [Fact]
    public async Task Knows_what_a_file_is_and_gives_its_data_set_however_it_is_cut()
    {
        var file = File(Image.SopClass, Image.Instance);
        foreach (var piece in Enumerable.Range(1, 400).Append(8191).Append(8192).Append(8193).Append(file.Length - 1).Append(file.Length))
        {
            await using var pieces = Cut(file, piece).GetAsyncEnumerator();

            var incoming = await IncomingFile.OpenAsync(pieces, default);

            Assert.Equal((Image.SopClass, Image.Instance), (incoming.SopClassUid, incoming.SopInstanceUid));
            Assert.Equal(Image.Syntax, incoming.TransferSyntax);
            var dataSet = new ArrayBufferWriter<byte>();
            await foreach (var part in incoming.ReadDataSetAsync(default)) dataSet.Write(part.ToArray());
            Assert.True(Image.Bytes.AsSpan().SequenceEqual(dataSet.WrittenSpan), $"cut into pieces of {piece}");
        }
    }

    [Fact]
    public async Task Believes_the_data_set_rather_than_stale_meta_information()
    {
        await using var pieces = Cut(File("1.2.3", "4.5.6"), 1000).GetAsyncEnumerator();

        var incoming = await IncomingFile.OpenAsync(pieces, default);

        Assert.Equal((Image.SopClass, Image.Instance), (incoming.SopClassUid, incoming.SopInstanceUid));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20_000)]
    public async Task Finds_no_file_where_there_is_none(int length)
    {
        await using var pieces = Cut(new byte[length], 100).GetAsyncEnumerator();

        await Assert.ThrowsAsync<DicomFormatException>(() => IncomingFile.OpenAsync(pieces, default));
    }

    private static byte[] File(string sopClass, string sopInstance)
    {
        var file = new ArrayBufferWriter<byte>();
        new FileMetaInformation
        {
            MediaStorageSopClassUid = sopClass,
            MediaStorageSopInstanceUid = sopInstance,
            TransferSyntax = Image.Syntax,
        }.Write(file);
        file.Write(Image.Bytes);
        return file.WrittenSpan.ToArray();
    }

    private static async IAsyncEnumerable<ReadOnlySequence<byte>> Cut(byte[] file, int piece)
    {
        for (var at = 0; at < file.Length; at += piece)
        {
            await Task.Yield();
            yield return new ReadOnlySequence<byte>(file, at, Math.Min(piece, file.Length - at));
        }
    }
}
