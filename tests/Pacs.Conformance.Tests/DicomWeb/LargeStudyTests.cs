using System.Globalization;
using System.IO.Compression;
using Xunit.Abstractions;

namespace Pacs.Conformance.Tests.DicomWeb;

public sealed class LargeStudyTests(ITestOutputHelper output)
{
    private const int Mebi = 1 << 20;
    private const int InstanceBytes = 32 * Mebi;

    /// <summary>PACS_LARGE_MIB=5120 is the long version, whose zip archive needs 64-bit offsets.</summary>
    private static int Size =>
        int.Parse(Environment.GetEnvironmentVariable("PACS_LARGE_MIB") ?? "512", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_study_far_larger_than_memory_is_meant_to_be_comes_in_parts_and_as_an_archive_in_bounded_memory()
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(directory["data"]);
        var image = new RawImage { PixelBytes = InstanceBytes };
        var instances = new HashSet<string>();
        await using (var peer = await RawPeer.AssociateAsync(server.DicomPort, new RawContext(1, image.SopClass, Uids.ImplicitLittle)))
        {
            for (var left = (long)Size * Mebi; left > 0; left -= InstanceBytes, image = image.Next())
            {
                Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
                instances.Add(image.SopInstance);
            }
        }

        var parts = await FetchAsync(server, image.Study, "multipart/related; type=\"application/dicom\"; transfer-syntax=*", Stream.Null);
        var path = directory["study.zip"];
        await using (var file = File.Create(path)) await FetchAsync(server, image.Study, "application/zip; transfer-syntax=*", file);

        output.WriteLine($"{instances.Count} instances, {parts / Mebi} MiB; peak {server.PeakMemory / Mebi} MiB");
        Assert.InRange(parts, (long)instances.Count * InstanceBytes, long.MaxValue);
        await using var zip = await ZipFile.OpenReadAsync(path);
        Assert.Equal(instances, zip.Entries.Select(entry => Path.GetFileNameWithoutExtension(entry.Name)).ToHashSet());
        foreach (var entry in zip.Entries)
        {
            await using var content = await entry.OpenAsync();
            Assert.InRange(await LengthOfAsync(content), InstanceBytes, InstanceBytes + 4096);
        }

        Assert.InRange(server.PeakMemory, 0, 500L * Mebi);
    }

    private static async Task<long> FetchAsync(PacsServer server, string study, string accept, Stream to)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{server.HttpPort}/dicom-web/studies/{study}");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        return await LengthOfAsync(body, to);
    }

    private static async Task<long> LengthOfAsync(Stream stream, Stream? to = null)
    {
        var (buffer, length) = (new byte[256 << 10], 0L);
        while (await stream.ReadAsync(buffer) is > 0 and var count)
        {
            length += count;
            if (to is not null) await to.WriteAsync(buffer.AsMemory(0, count));
        }

        return length;
    }
}
