using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Transfer;
using Pacs.Imaging;

namespace Pacs.Server.Tests.Cli;

public sealed class TranscodeCommandTests
{
    private static readonly byte[] Pixels = [1, 2, 3, 4, 5, 6, 7, 8];

    [Fact]
    public async Task Writes_a_file_in_another_transfer_syntax_and_back()
    {
        using var folder = new TemporaryDirectory();
        TestFile.Write(folder["one.dcm"], Image(1));

        var there = await Tool.RunAsync("transcode", folder["one.dcm"], "-o", folder["rle.dcm"], "--syntax", "rle");
        var back = await Tool.RunAsync("transcode", folder["rle.dcm"], "-o", folder["back.dcm"], "--syntax", TransferSyntaxUids.ExplicitVRBigEndian);

        Assert.Equal((0, 0, ""), (there.ExitCode, back.ExitCode, there.Error + back.Error));
        Assert.Equal(TransferSyntaxUids.RLELossless, SyntaxOf(folder["rle.dcm"]).Uid);
        Assert.Equal(Pixels, PixelsOf(folder["back.dcm"]));
    }

    [Fact]
    public async Task Writes_all_of_a_folder_but_what_cannot_be_converted_and_says_why()
    {
        using var folder = new TemporaryDirectory();
        TestFile.Write(folder["in/a/one.dcm"], Image(1));
        TestFile.Write(folder["in/b/two.dcm"], Image(2));
        TestFile.Write(folder["in/b/bad.dcm"], TestFile.Encapsulated(3), TransferSyntax.Of(TransferSyntaxUids.JPEGLosslessSV1));
        await File.WriteAllTextAsync(folder["in/readme.txt"], "no image");

        var run = await Tool.RunAsync("transcode", folder["in"], "-o", folder["out"], "--syntax", "rle");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Written 2 in", run.Output, StringComparison.Ordinal);
        Assert.Contains("2 failed", run.Output, StringComparison.Ordinal);
        Assert.Contains("readme.txt: It is no instance", run.Error, StringComparison.Ordinal);
        Assert.Equal(["a/one.dcm", "b/two.dcm"], Directory.GetFiles(folder["out"], "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder["out"], path)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("htj2k", TransferSyntaxUids.HTJ2KLossless)]
    [InlineData("htj2k-rpcl", TransferSyntaxUids.HTJ2KLosslessRPCL)]
    public async Task Writes_high_throughput_JPEG_2000_where_the_program_for_it_is_installed(string name, string uid)
    {
        if (!NativeCodec.OpenJph.IsPresent || !NativeCodec.OpenJpeg.IsPresent) return;

        using var folder = new TemporaryDirectory();
        TestFile.Write(folder["one.dcm"], Image(1));

        var there = await Tool.RunAsync("transcode", folder["one.dcm"], "-o", folder["small.dcm"], "--syntax", name);
        var back = await Tool.RunAsync("transcode", folder["small.dcm"], "-o", folder["back.dcm"], "--syntax", "explicit");

        Assert.Equal((0, 0, ""), (there.ExitCode, back.ExitCode, there.Error + back.Error));
        Assert.Equal(uid, SyntaxOf(folder["small.dcm"]).Uid);
        Assert.Equal(Pixels, PixelsOf(folder["back.dcm"]));
    }

    [Theory]
    [InlineData("jpeg-3000", "--syntax is one of explicit, implicit")]
    [InlineData(TransferSyntaxUids.MPEG2MPML, "Nothing is compressed to MPEG2")]
    [InlineData("jpeg", "Nothing is compressed to JPEG Baseline (Process 1) without loss here")]
    public async Task What_cannot_be_written_is_refused_before_anything_is(string syntax, string why)
    {
        using var folder = new TemporaryDirectory();
        TestFile.Write(folder["one.dcm"], Image(1));

        var run = await Tool.RunAsync("transcode", folder["one.dcm"], "-o", folder["two.dcm"], "--syntax", syntax);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["two.dcm"]));
    }

    private static DataSet Image(int number)
    {
        var image = TestFile.Instance(number);
        image.Set(Tags.SamplesPerPixel, (ushort)1);
        image.Set(Tags.PhotometricInterpretation, "MONOCHROME2");
        image.Set(Tags.Columns, (ushort)2);
        image.Set(Tags.BitsAllocated, (ushort)16);
        image.Set(Tags.BitsStored, (ushort)16);
        image.Set(Tags.PixelRepresentation, (ushort)0);
        image.Set(new DataElement(Tags.PixelData, Vr.OW, Pixels));
        return image;
    }

    private static TransferSyntax SyntaxOf(string path) => Part10Reader.Read(File.ReadAllBytes(path)).TransferSyntax;

    private static byte[] PixelsOf(string path) =>
        DataSetParser.ParseAll(TestFile.DataSetOf(path), SyntaxOf(path)).Find(Tags.PixelData)!.Value.ToArray();
}
