using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Fuzzing;
using Pacs.Server.DicomWeb.Headers;
using Pacs.Server.DicomWeb.Storing;
using Xunit.Abstractions;

namespace Pacs.Server.Tests.DicomWeb.Storing;

public sealed class CompressedPixelsTests(ITestOutputHelper output)
{
    // FFD8, a comment, a frame header of 2 x 3 with one component of 8 bits, a scan header with predictor 1
    private static readonly byte[] Jpeg =
    [
        0xFF, 0xD8, 0xFF, 0xFE, 0, 4, 1, 2, 0xFF, 0xC0, 0, 11, 8, 0, 2, 0, 3, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 63, 0,
    ];

    // FF4F, SIZ of 512 x 256 with three unsigned components of 12 bits, COD with a component transform and the 5-3 wavelet
    private static readonly byte[] CodeStream =
    [
        0xFF, 0x4F,
        0xFF, 0x51, 0, 47, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 3, 11, 1, 1, 11, 1, 1, 11, 1, 1,
        0xFF, 0x52, 0, 12, 0, 0, 0, 1, 1, 5, 4, 4, 0, 1,
        0xFF, 0x90, 0, 10,
    ];

    [Theory]
    [InlineData(0xC0, 1, TransferSyntaxUids.JPEGBaseline8Bit)]
    [InlineData(0xC1, 1, TransferSyntaxUids.JPEGExtended12Bit)]
    [InlineData(0xC3, 1, TransferSyntaxUids.JPEGLosslessSV1)]
    [InlineData(0xC3, 4, TransferSyntaxUids.JPEGLossless)]
    [InlineData(0xC2, 1, null)]
    public void Finds_the_transfer_syntax_of_a_jpeg_in_its_frame_header(byte process, byte predictor, string? syntax)
    {
        var jpeg = (byte[])Jpeg.Clone();
        jpeg[9] = process;
        jpeg[^3] = predictor;

        Assert.Equal(syntax, Read("image/jpeg", jpeg)?.TransferSyntaxUid);
    }

    [Fact]
    public void Finds_the_code_stream_in_a_jp2_file_and_what_it_says_of_the_image()
    {
        byte[] file = [0, 0, 0, 12, (byte)'j', (byte)'P', 32, 32, 13, 10, 0x87, 10, 0, 0, 0, 0, (byte)'j', (byte)'p', (byte)'2', (byte)'c', .. CodeStream];
        var dataSet = new DataSet();

        var pixels = Read("image/jp2", file) ?? throw new InvalidDataException();
        pixels.Describe(dataSet);

        Assert.Equal((TransferSyntaxUids.JPEG2000Lossless, 20L, (long?)null), (pixels.TransferSyntaxUid, pixels.Offset, pixels.Length));
        Assert.Equal((256, 512, 3, 12), (
            dataSet.GetInt32(Tags.Rows), dataSet.GetInt32(Tags.Columns), dataSet.GetInt32(Tags.SamplesPerPixel), dataSet.GetInt32(Tags.BitsStored)));
        Assert.Equal("YBR_RCT", dataSet.GetString(Tags.PhotometricInterpretation));
    }

    [Fact]
    public void Leaves_what_the_metadata_says()
    {
        var dataSet = new DataSet();
        dataSet.Set(Tags.Rows, 7);

        Read("image/jpeg", Jpeg)?.Describe(dataSet);

        Assert.Equal((7, 3), (dataSet.GetInt32(Tags.Rows), dataSet.GetInt32(Tags.Columns)));
    }

    [Fact]
    public void Ends_in_a_finding_or_none_whatever_comes()
    {
        foreach (var (bytes, _) in FuzzRun.Mutations([Jpeg, CodeStream], 5_000, output))
        {
            _ = Read("image/jpeg", bytes);
            _ = Read("image/jp2", bytes);
        }
    }

    private static CompressedPixels? Read(string mediaType, byte[] start) => CompressedPixels.Read(MediaType.Parse(mediaType), start);
}
