using System.Diagnostics;
using System.Globalization;
using Pacs.Dicom;
using Pacs.Fuzzing;
using Pacs.Imaging.Codecs;
using Pacs.Imaging.Codecs.Deflated;
using Pacs.Imaging.Codecs.Jpeg;
using Pacs.Imaging.Codecs.Rle;
using Pacs.Sampling;
using Xunit.Abstractions;

namespace Pacs.Imaging.Tests;

/// <summary>
/// Frames with a few bytes changed, lost or said twice are decoded to as many samples as the image says, or refused; nothing else
/// happens to the process, nor to what lies behind the samples.
/// </summary>
public sealed class MutatedFrameTests(ITestOutputHelper output)
{
    private const int Executions = 2000;

    /// <summary>Of frames that take some 20 ms each; <c>tests/fuzz</c> tries as many as there is time for.</summary>
    private const int ExecutionsOfLarge = 400;

    private const byte Untouched = 0xA5;

    private static readonly string[] Baseline =
        ["encapsulated/SC_rgb_small_odd_jpeg.dcm", "encapsulated/SC_rgb_dcmtk__eb_cy_np.dcm", "encapsulated/JPEGBaseline_1s_1f_u_08_08.dcm"];

    [Fact]
    public void Mutated_RLE_frames() => Mutate(new RleDecoder(), Executions, Made(new RleEncoder()));

    [Fact]
    public void Mutated_deflated_frames() => Mutate(new DeflatedFrameDecoder(), Executions, Made(new DeflatedFrameEncoder()));

    [Fact]
    public void Mutated_lossless_JPEG_frames() => Mutate(
        new LosslessJpegDecoder(),
        Executions,
        [.. Made(new LosslessJpegEncoder()), .. Made(new LosslessJpegEncoder(selection: 7, restartRows: 3))]);

    [SampleFact]
    public void Mutated_baseline_JPEG_frames() => MutateSamples(Executions, Baseline);

    [SampleFact]
    public void Mutated_baseline_JPEG_frames_where_the_library_is_missing() =>
        Mutate(new DctJpegDecoder(hasLibrary: false), Executions, Read([Baseline[^1]]));

    [SampleFact]
    public void Mutated_12_bit_JPEG_frames() => MutateSamples(ExecutionsOfLarge, "encapsulated/JPGExtended.dcm");

    [SampleFact]
    public void Mutated_JPEG_LS_frames() => MutateSamples(
        Executions, "encapsulated/JLSL_16_15_1_1F.dcm", "encapsulated/MR_small_jpeg_ls_lossless.dcm", "encapsulated/JPEGLSNearLossless_08.dcm",
        "encapsulated/SC_rgb_jls_lossy_line.dcm", "encapsulated/SC_rgb_jls_lossy_sample.dcm");

    [SampleFact]
    public void Mutated_JPEG_2000_frames() => MutateSamples(
        Executions, "encapsulated/MR_small_jp2klossless.dcm", "encapsulated/emri_small_jpeg_2k_lossless.dcm", "encapsulated/SC_rgb_gdcm_KY.dcm",
        "encapsulated/liver_j2k.dcm");

    /// <summary>One in four thousand ends OpenJPEG 2.5.0 by an assertion, as <c>tests/fuzz</c> finds: in a process of its own.</summary>
    [SampleFact]
    public void Mutated_high_throughput_frames() => MutateSamples(
        Executions, "made/sc_htj2k_lossless.dcm", "encapsulated/HTJ2KLossless_08_RGB.dcm", "encapsulated/HTJ2K_08_RGB.dcm");

    private static (byte[] Codestream, PixelFormat Format)[] Made(IFrameEncoder encoder) =>
    [
        .. new[] { Formats.Of(31, 43), Formats.Of(17, 29, samples: 3, allocated: 8), Formats.Of(24, 24, stored: 12, isSigned: true) }
            .Select(format => (Frames.Encode(encoder, Frames.Of(format), format), format)),
    ];

    private void MutateSamples(int executions, params string[] paths)
    {
        if (!PixelCoding.TryGetDecoder(ImageFile.Read(SampleFiles.PathOf(paths[0])).Syntax, out var decoder, out var refusal))
        {
            output.WriteLine(refusal);
            return;
        }

        Mutate(decoder, executions, Read(paths));
    }

    private static (byte[] Codestream, PixelFormat Format)[] Read(string[] paths) =>
    [
        .. paths.Select(path => ImageFile.Read(SampleFiles.PathOf(path))).Select(image => (image.Stored(0), FormatOf(image))),
    ];

    private static PixelFormat FormatOf(ImageFile image) => PixelFormat.TryRead(image.Attributes, out var format, out var flaw)
        ? format
        : throw new InvalidOperationException(flaw);

    private void Mutate(IFrameDecoder decoder, int executions, (byte[] Codestream, PixelFormat Format)[] originals)
    {
        var (decoded, refused, ended, slowest) = (0, 0, 0, TimeSpan.Zero);
        foreach (var original in originals)
        {
            var length = decoder.Decoded(original.Format).FrameLength;
            foreach (var (bytes, _) in FuzzRun.Mutations([original.Codestream], executions / originals.Length, output))
            {
                var samples = new byte[length + 64];
                samples.AsSpan(length).Fill(Untouched);
                var clock = Stopwatch.StartNew();
                try
                {
                    decoder.Decode(bytes, original.Format, samples.AsSpan(0, length));
                    decoded++;
                }
                catch (DicomFormatException e)
                {
                    refused++;
                    if (e.Message.Contains("its process ended", StringComparison.Ordinal)) ended++;
                }

                if (clock.Elapsed > slowest) slowest = clock.Elapsed;
                Assert.DoesNotContain(samples[length..], value => value != Untouched);
            }
        }

        using var process = Process.GetCurrentProcess();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{decoded} decoded, {refused} refused, of which {ended} ended a worker; slowest {slowest.TotalMilliseconds:0} ms; " +
            $"process at most {process.PeakWorkingSet64 >> 20} MiB"));
    }
}
