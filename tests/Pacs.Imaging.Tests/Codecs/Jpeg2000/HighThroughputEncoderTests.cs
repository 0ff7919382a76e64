using System.Buffers.Binary;
using Pacs.Imaging.Codecs.Jpeg2000;
using Pacs.Imaging.Tests.References;

namespace Pacs.Imaging.Tests.Codecs.Jpeg2000;

public sealed class HighThroughputEncoderTests
{
    private static readonly HighThroughputEncoder Lossless = new(isLossy: false, tellsLengths: false);
    private static readonly HighThroughputEncoder Progressive = new(isLossy: false, tellsLengths: true);

    public static TheoryData<int, int, int, int, int> Shapes => new()
    {
        { 31, 43, 1, 16, 16 }, { 64, 64, 1, 16, 12 }, { 40, 40, 1, 8, 8 }, { 17, 29, 3, 8, 8 }, { 20, 20, 3, 16, 16 }, { 1, 1, 1, 8, 8 },
        { 2, 3, 1, 8, 8 }, { 1, 700, 3, 8, 8 }, { 300, 5, 1, 16, 10 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void OpenJPHs_own_program_gives_the_same_samples(int rows, int columns, int samples, int allocated, int stored)
    {
        if (!NativeCodec.OpenJph.IsPresent || Tool.Missing("ojph_expand") is not null) return;

        var format = Formats.Of(rows, columns, samples, allocated, stored);
        var frame = Frames.Of(format);
        foreach (var encoder in (HighThroughputEncoder[])[Lossless, Progressive])
        {
            Assert.Equal(SampleValues.Of(frame, format), Codestreams.OpenJph(Frames.Encode(encoder, frame, format), format));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void OpenJPEG_gives_the_same_samples_with_a_sign_as_well(int rows, int columns, int samples, int allocated, int stored)
    {
        if (!NativeCodec.OpenJph.IsPresent || !NativeCodec.OpenJpeg.IsPresent) return;

        foreach (var isSigned in (bool[])[false, true])
        {
            var format = Formats.Of(rows, columns, samples, allocated, stored, isSigned);
            var frame = Frames.Of(format);
            var codestream = Frames.Encode(Progressive, frame, format);
            Assert.Equal(frame, Frames.Decode(new Jpeg2000Decoder(), codestream, Lossless.Encoded(format)));
        }
    }

    /// <summary>PS3.5 §10.18: RPCL, a smallest resolution of at most 64, and a TLM segment.</summary>
    [Theory]
    [InlineData(100, 4200, 6)]
    [InlineData(512, 512, 5)]
    [InlineData(3, 9000, 1)]
    public void With_RPCL_options_the_smallest_resolution_can_be_found(int rows, int columns, int levels)
    {
        if (!NativeCodec.OpenJph.IsPresent) return;

        var format = Formats.Of(rows, columns, allocated: 8);
        var codestream = Frames.Encode(Progressive, Frames.Of(format), format).AsSpan();

        var style = codestream[Find(codestream, 0xFF52)..];
        Assert.Equal((2, levels), (style[5], style[9])); // SGcod: progression order; SPcod: decomposition levels
        var (lengths, start) = (Find(codestream, 0xFF55), Find(codestream, 0xFF90));
        Assert.Equal(10, BinaryPrimitives.ReadUInt16BigEndian(codestream[(lengths + 2)..]));
        Assert.Equal(start, lengths + 12);
        var length = (int)BinaryPrimitives.ReadUInt32BigEndian(codestream[(start - 4)..]);
        Assert.Equal(0xFFD9, BinaryPrimitives.ReadUInt16BigEndian(codestream[(start + length)..]));
    }

    [Fact]
    public void Nothing_is_left_in_the_folder_for_temporary_files()
    {
        if (!NativeCodec.OpenJph.IsPresent) return;

        var format = Formats.Of(8, 8, allocated: 8);
        Frames.Encode(Lossless, Frames.Of(format), format);
        Assert.Throws<Pacs.Dicom.DicomFormatException>(() => OpenJph.Compress("P5\n8 8\n255\n"u8, "ppm", 64, []));

        Assert.DoesNotContain(Directory.GetDirectories(Path.GetTempPath(), "pacs-frame-*"), IsOurs);

        static bool IsOurs(string folder) => Directory.GetFiles(folder)
            .Any(link => new FileInfo(link).LinkTarget?.StartsWith($"/proc/{Environment.ProcessId}/", StringComparison.Ordinal) == true);
    }

    /// <summary>Where a marker segment of the main header begins.</summary>
    private static int Find(ReadOnlySpan<byte> codestream, int marker)
    {
        var position = 2;
        while (BinaryPrimitives.ReadUInt16BigEndian(codestream[position..]) is var here && here != marker)
        {
            Assert.NotEqual(0xFF90, here);
            position += 2 + BinaryPrimitives.ReadUInt16BigEndian(codestream[(position + 2)..]);
        }

        return position;
    }
}
