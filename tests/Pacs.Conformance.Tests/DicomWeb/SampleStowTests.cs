using System.Buffers.Binary;
using System.Net;
using Pacs.Conformance.Tests.Storing;
using Xunit.Abstractions;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>Every sample file in by STOW-RS, and back as it stands in the file, by C-GET and by WADO-RS.</summary>
public sealed class SampleStowTests(ITestOutputHelper output)
{
    [FactWith(Need.Samples, Need.Pydicom)]
    public async Task Every_file_is_kept_byte_for_byte()
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(directory["data"]);
        using var stow = new Stow(server.HttpPort);
        int accepted = 0, refused = 0;
        var undeserved = new List<string>();
        foreach (var wave in SampleWaves.All)
        {
            var attributes = await PythonOracle.ReadByPathAsync(wave.Select(file => file.Path));
            foreach (var file in wave)
            {
                var own = attributes[file.Path];
                var answer = await stow.PostFilesAsync(await File.ReadAllBytesAsync(file.Path));
                Assert.True(answer.Status is 200 or 409, answer.Text);
                if (answer.Instances(Stow.ReferencedSops) is not [var instance])
                {
                    refused++;
                    if (!SampleRoundTripTests.IsRefusalDeserved(file, own)) undeserved.Add(file.Path);
                    continue;
                }

                accepted++;
                var path = $"/studies/{own["StudyInstanceUID"]}/series/{own["SeriesInstanceUID"]}/instances/{instance}";
                var overHttp = await WebAnswer.GetAsync(server, path, ("Accept", "application/dicom; transfer-syntax=*"));
                Assert.Equal((file.Path, HttpStatusCode.OK), (file.Path, overHttp.Status));
                AssertSame(file, DataSetOf(overHttp.Body));
                AssertSame(file, await FetchAsync(server, file, own, instance));
            }
        }

        output.WriteLine($"{accepted} accepted and fetched back identical, {refused} refused");
        Assert.Empty(undeserved);
        Assert.InRange(accepted, 300, int.MaxValue);
    }

    private static void AssertSame(Part10File file, ReadOnlySpan<byte> came) => Assert.True(
        came.SequenceEqual(file.DataSet()) || came.SequenceEqual(file.Sendable()), $"{file.Path} came back different");

    /// <summary>What follows the meta information, whose length is its first element (PS3.10 §7.1).</summary>
    private static ReadOnlySpan<byte> DataSetOf(byte[] file) => file.AsSpan(144 + (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(140)));

    private static async Task<byte[]> FetchAsync(PacsServer server, Part10File file, Attributes attributes, string instance)
    {
        var sopClass = attributes["SOPClassUID"] is { Length: > 0 } own ? own : file.SopClass;
        var request = new RawAssociate(
            new RawContext(1, sopClass, file.TransferSyntax), new RawContext(3, Uids.StudyRootGet, Uids.ImplicitLittle))
        {
            UserItems = [RawAssociate.Role(sopClass, scu: false, scp: true)],
        };
        await using var peer = await RawPeer.RequestAsync(server.DicomPort, request);
        byte[]? came = null;
        await peer.GetAsync(
            3,
            Uids.StudyRootGet,
            Identifiers.Image(attributes["StudyInstanceUID"], attributes["SeriesInstanceUID"], instance),
            message =>
            {
                came = message.DataSet;
                return 0;
            });
        return came ?? throw new InvalidOperationException($"{file.Path} did not come back");
    }
}
