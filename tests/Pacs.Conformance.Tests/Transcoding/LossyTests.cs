using Pacs.Sampling;
using Xunit.Abstractions;

namespace Pacs.Conformance.Tests.Transcoding;

/// <summary>
/// Images that <c>pacs transcode --lossy</c> has written: no error that the original does not have, and decoded by programs of others to
/// about what it was. A root mean square is told, for that is what a quality bounds.
/// </summary>
public sealed class LossyTests(ITestOutputHelper output)
{
    private const string JpegExtended = "1.2.840.10008.1.2.4.51";

    /// <summary>Of enhanced images: once they are derived, how they were acquired is told where the standard has it of originals only.</summary>
    private const string OfOriginalsOnly = "(which may not be present otherwise)";

    [TheoryWith(Need.Samples, Need.Dcmtk, Need.Judges)]
    [InlineData("made/mg_native_explicit_le.dcm", 2)]
    [InlineData("native/emri_small.dcm", 2)]
    [InlineData("native/xa_minimal.dcm", 2)]
    [InlineData("native/ct_minimal.dcm", 2)]
    [InlineData("native/mr_minimal.dcm", 2)]
    [InlineData("encapsulated/RG2_JLSL.dcm", 2)] // 10 bits
    [InlineData("encapsulated/JPEGBaseline_1s_1f_u_08_08.dcm", 1)]
    [Trait("Conformance", "92")]
    public async Task Grey_images_become_JPEG_Extended(string sample, int bytesPerSample)
    {
        using var directory = new TestDirectory();
        var original = Part10File.Read(SampleFiles.PathOf(sample));
        var errors = await Judge.ErrorsOfAsync(original.Path, original.TransferSyntax);

        var run = await ProcessRun.RunPacsAsync(["transcode", original.Path, "-o", directory["lossy.dcm"], "--syntax", "jpeg-extended", "--lossy"]);
        run.Succeeded();

        var lossy = Part10File.Read(directory["lossy.dcm"]);
        Assert.Equal(JpegExtended, lossy.TransferSyntax);
        Assert.NotEqual(original.SopInstance, lossy.SopInstance);
        var added = (await Judge.ErrorsOfAsync(lossy.Path, JpegExtended)).Except(errors);
        Assert.DoesNotContain(added, error => !error.Contains(OfOriginalsOnly, StringComparison.Ordinal));
        var (was, now) = (await Judge.DecodeAsync(original.Path, original.TransferSyntax), await Judge.DecodeAsync(lossy.Path, JpegExtended));
        Assert.NotNull(was);
        Assert.NotNull(now);
        Assert.Equal((was.Value.Photometric, was.Value.Pixels.Length), (now.Value.Photometric, now.Value.Pixels.Length));
        var difference = Difference(was.Value.Pixels, now.Value.Pixels, bytesPerSample);
        output.WriteLine($"{sample}: {was.Value.Pixels.Length:N0} bytes became {new FileInfo(lossy.Path).Length:N0}, root mean square {difference:0.00}");
        Assert.InRange(difference, 0, 7.5); // half of the steps of quality 90
    }

    [TheoryWith(Need.Samples)]
    [InlineData("native/CT_small.dcm", "unsigned")]
    [InlineData("native/SC_rgb.dcm", "grey")]
    public async Task What_JPEG_Extended_has_no_room_for_is_refused(string sample, string why)
    {
        using var directory = new TestDirectory();
        var run = await ProcessRun.RunPacsAsync(["transcode", SampleFiles.PathOf(sample), "-o", directory["lossy.dcm"], "--syntax", "jpeg-extended", "--lossy"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(why, run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(directory["lossy.dcm"]));
    }

    private static double Difference(byte[] one, byte[] other, int bytesPerSample)
    {
        var sum = 0.0;
        for (var at = 0; at + bytesPerSample <= one.Length; at += bytesPerSample)
        {
            var difference = bytesPerSample == 1 ? one[at] - other[at] : BitConverter.ToUInt16(one, at) - BitConverter.ToUInt16(other, at);
            sum += (double)difference * difference;
        }

        return Math.Sqrt(sum * bytesPerSample / one.Length);
    }
}
