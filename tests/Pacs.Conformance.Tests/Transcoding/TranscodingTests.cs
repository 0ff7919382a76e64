using System.Net;
using Pacs.Conformance.Tests.DicomWeb;
using Pacs.Sampling;
using Xunit.Abstractions;

namespace Pacs.Conformance.Tests.Transcoding;

/// <summary>
/// Each stored transfer syntax asked for in each other one, over DIMSE and over DICOMweb: the same data set, with no error that the
/// stored one does not have, and decoded by programs of others to the same pixels.
/// </summary>
public sealed class TranscodingTests(OpenArchive archive, ITestOutputHelper output) : IClassFixture<OpenArchive>
{
    private static readonly string[] Asked =
    [
        Uids.ExplicitLittle, Uids.ImplicitLittle, Uids.ExplicitBig, Uids.Deflated, "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.57",
        "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81", "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91",
        "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203",
    ];

    [TheoryWith(Need.Samples, Need.Dcmtk, Need.Judges)]
    [InlineData("native/CT_small.dcm", 0)]
    [InlineData("native/MR_small_bigendian.dcm", 0)]
    [InlineData("native/DeflatedExplicitVRLittleEndian.dcm", 0)]
    [InlineData("native/SC_rgb.dcm", 0)]
    [InlineData("native/SC_ybr_full_uncompressed.dcm", 0)]
    [InlineData("native/IMG0001.dcm", 0)]
    [InlineData("encapsulated/SC_rgb_rle_2frame.dcm", 0)]
    [InlineData("encapsulated/OBXXXX1A_rle_2frame.dcm", 0)]
    [InlineData("encapsulated/JPEGBaseline_1s_1f_u_08_08.dcm", 0)]
    [InlineData("encapsulated/SC_rgb_jpeg_dcmtk.dcm", 1)]
    [InlineData("encapsulated/JPEG-lossy.dcm", 1)]
    [InlineData("encapsulated/JPEGLossless_1s_1f_u_16_12.dcm", 0)]
    [InlineData("encapsulated/JPEGLosslessP14SV1_3s_2f_u_08_08.dcm", 0)]
    [InlineData("encapsulated/MR_small_jpeg_ls_lossless.dcm", 0)]
    [InlineData("encapsulated/CT1_JLSN.dcm", 0)]
    [InlineData("encapsulated/693_J2KR.dcm", 0)]
    [InlineData("encapsulated/US1_J2KI.dcm", 0)]
    [InlineData("made/sc_htj2k_lossless.dcm", 0)]
    [Trait("Conformance", "16")]
    [Trait("Conformance", "92")]
    public async Task Every_pair_gives_the_same_image(string sample, int tolerance)
    {
        var stored = Part10File.Read(SampleFiles.PathOf(sample));
        await using (var peer = await RawPeer.AssociateAsync(archive.Port, new RawContext(1, stored.SopClass, stored.TransferSyntax)))
        {
            var bytes = await File.ReadAllBytesAsync(stored.Path);
            Assert.Equal(0, (await peer.StoreAsync(1, stored.SopClass, stored.SopInstance, bytes[(int)stored.DataSetOffset..])).Status);
        }

        var attributes = Assert.Single(await PythonOracle.ReadAsync([stored.Path]));
        var (study, series) = (attributes["StudyInstanceUID"], attributes["SeriesInstanceUID"]);
        var errors = await Judge.ErrorsOfAsync(stored.Path, stored.TransferSyntax);
        var expected = await Judge.DecodeAsync(stored.Path, stored.TransferSyntax);

        using var directory = new TestDirectory();
        foreach (var syntax in Asked)
        {
            var fetched = await archive.FetchAsync(study, syntax, stored.SopClass);
            var answer = await WebAnswer.GetAsync(
                archive.Server,
                $"/studies/{study}/series/{series}/instances/{stored.SopInstance}",
                ("Accept", $"application/dicom; transfer-syntax={syntax}"));
            if (!fetched.TryGetValue(stored.SopInstance, out var dataSet))
            {
                output.WriteLine($"{stored.TransferSyntax} to {syntax}: {(int)answer.Status}");
                Assert.Equal(HttpStatusCode.NotAcceptable, answer.Status);
                continue;
            }

            var file = Part10File.Write(directory[$"{syntax}.dcm"], stored.SopClass, stored.SopInstance, syntax, dataSet);
            await File.WriteAllBytesAsync(directory["web.dcm"], answer.Body);
            var web = Part10File.Read(directory["web.dcm"]);
            Assert.Equal((HttpStatusCode.OK, syntax, Part10File.Read(file).Digest), (answer.Status, web.TransferSyntax, web.Digest));
            Assert.Empty((await Judge.ErrorsOfAsync(file, syntax)).Except(errors));

            var decoded = await Judge.DecodeAsync(file, syntax);
            expected ??= decoded; // what nobody here decodes is compared among what it was made into
            Assert.NotNull(decoded);
            Assert.NotNull(expected);
            Assert.Equal((syntax, expected.Value.Photometric), (syntax, decoded.Value.Photometric));
            output.WriteLine($"{stored.TransferSyntax} to {syntax}: {Differences(expected.Value.Pixels, decoded.Value.Pixels, tolerance)}");
        }
    }

    /// <summary>"equal", or what the largest difference is, which is not more than may be.</summary>
    private static string Differences(byte[] expected, byte[] actual, int tolerance)
    {
        if (expected.AsSpan().SequenceEqual(actual)) return "equal";

        Assert.Equal(expected.Length, actual.Length);
        var largest = expected.Zip(actual, (one, other) => Math.Min(Math.Abs(one - other), 256 - Math.Abs(one - other))).Max();
        Assert.InRange(largest, 0, tolerance);
        return $"within {largest}";
    }
}
