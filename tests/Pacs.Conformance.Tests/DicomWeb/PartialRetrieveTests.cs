using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>What of a study can be given when all of it cannot (PS3.18 §10.4.3): the rest, said to be less than all.</summary>
public sealed class PartialRetrieveTests : IAsyncLifetime, IDisposable
{
    private const string Multipart = "multipart/related; type=\"application/dicom\"";
    private const string Xml = "multipart/related; type=\"application/dicom+xml\"";

    private readonly TestDirectory _directory = new();
    private PacsServer _server = null!;

    public async Task InitializeAsync() => _server = await PacsServer.StartAsync(_directory["data"]);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Fact]
    [Trait("Conformance", "86")]
    public async Task A_compressed_instance_does_not_keep_the_others_from_a_client_that_takes_none()
    {
        var native = await StoreAsync(new RawImage());
        var compressed = await StoreCompressedAsync(native.Next());
        var study = $"/studies/{native.Study}";

        var byDefault = await GetAsync(study, Multipart);
        var zip = await GetAsync(study, "application/zip");
        var all = await GetAsync(study, Multipart + "; transfer-syntax=*");
        var none = await GetAsync($"{study}/series/{native.Series}/instances/{compressed.SopInstance}", "application/dicom");

        Assert.Equal(HttpStatusCode.PartialContent, byDefault.Status);
        Assert.Single(byDefault.Parts);
        Assert.Contains(native.SopInstance, byDefault.Parts[0].Head, StringComparison.Ordinal);
        AssertToldAsPartial(byDefault, Uids.JpegXl);
        Assert.Equal(HttpStatusCode.PartialContent, zip.Status);
        await using (var archive = new ZipArchive(new MemoryStream(zip.Body))) Assert.Single(archive.Entries);
        Assert.Equal((HttpStatusCode.OK, 2), (all.Status, all.Parts.Count));
        Assert.False(all.Headers.ContainsKey("Warning"));
        Assert.Equal(HttpStatusCode.NotAcceptable, none.Status);
    }

    [Fact]
    [Trait("Conformance", "86")]
    public async Task A_study_with_nothing_that_the_client_takes_is_not_acceptable()
    {
        var image = await StoreCompressedAsync(new RawImage());

        var answer = await GetAsync($"/studies/{image.Study}", Multipart);

        Assert.Equal(HttpStatusCode.NotAcceptable, answer.Status);
        Assert.Equal("application/problem+json", answer.ContentType);
    }

    [Fact]
    public async Task An_instance_that_cannot_be_read_does_not_take_the_metadata_of_the_others_with_it()
    {
        var first = await StoreAsync(new RawImage());
        var broken = await StoreAsync(first.Next());
        var last = await StoreAsync(broken.Next());
        var otherSeries = await StoreAsync(last.Next() with { Series = Uids.New() });
        DestroyMetaInformationOf(broken);
        var series = $"/studies/{first.Study}/series/{first.Series}";

        foreach (var encoding in (string[])["gzip", "identity"])
        {
            var answer = await GetAsync(series + "/metadata", "application/dicom+json", ("Accept-Encoding", encoding));
            var study = await GetAsync($"/studies/{first.Study}/metadata", "application/dicom+json", ("Accept-Encoding", encoding));

            Assert.Equal([first.SopInstance, last.SopInstance], InstancesIn(answer));
            Assert.Equal([first.SopInstance, last.SopInstance, otherSeries.SopInstance], InstancesIn(study));
            AssertToldAsPartial(answer, "1 instances cannot be read");
            AssertToldAsPartial(study, "1 instances cannot be read");
        }

        var xml = await GetAsync(series + "/metadata", Xml);
        var whole = await GetAsync($"/studies/{first.Study}/series/{otherSeries.Series}/metadata", "application/dicom+json");
        var itself = await GetAsync($"{series}/instances/{broken.SopInstance}/metadata", "application/dicom+json");

        Assert.Equal((HttpStatusCode.PartialContent, 2), (xml.Status, xml.Parts.Count));
        Assert.Equal(HttpStatusCode.OK, whole.Status);
        Assert.Equal((HttpStatusCode.InternalServerError, "application/problem+json"), (itself.Status, itself.ContentType));
    }

    [Fact]
    public async Task A_series_of_which_nothing_can_be_read_is_an_error()
    {
        var image = await StoreAsync(new RawImage());
        DestroyMetaInformationOf(image);

        var answer = await GetAsync($"/studies/{image.Study}/series/{image.Series}/metadata", "application/dicom+json");

        Assert.Equal((HttpStatusCode.InternalServerError, "application/problem+json"), (answer.Status, answer.ContentType));
        await _server.AssertAnswersEchoAsync();
    }

    private static void AssertToldAsPartial(WebAnswer answer, string why)
    {
        Assert.Equal(HttpStatusCode.PartialContent, answer.Status);
        Assert.StartsWith("299 pacs \"", answer.Headers["Warning"], StringComparison.Ordinal);
        Assert.Contains(why, answer.Headers["Warning"], StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        Assert.False(answer.Headers.ContainsKey("ETag"));
    }

    private static string[] InstancesIn(WebAnswer answer)
    {
        using Stream body = answer.Headers.GetValueOrDefault("Content-Encoding") == "gzip"
            ? new GZipStream(new MemoryStream(answer.Body), CompressionMode.Decompress)
            : new MemoryStream(answer.Body);
        return [.. JsonNode.Parse(body)!.AsArray().Select(instance => (string)instance!["00080018"]!["Value"]![0]!)];
    }

    /// <summary>Changes the letters by which a file is known as DICOM, in front of the instance's UIDs.</summary>
    private void DestroyMetaInformationOf(RawImage image)
    {
        foreach (var segment in _directory.Files("*.tar"))
        {
            var bytes = File.ReadAllBytes(segment);
            var at = bytes.AsSpan().IndexOf(image.Elements.Implicit());
            if (at < 0) continue;

            bytes[bytes.AsSpan(0, at).LastIndexOf("DICM"u8)] ^= 1;
            File.WriteAllBytes(segment, bytes);
            return;
        }

        Assert.Fail("No segment holds the instance.");
    }

    private Task<WebAnswer> GetAsync(string path, string accept, params (string Name, string Value)[] headers) =>
        WebAnswer.GetAsync(_server, path, [("Accept", accept), .. headers]);

    private async Task<RawImage> StoreAsync(RawImage image)
    {
        await using var peer = await RawPeer.AssociateAsync(_server.DicomPort, new RawContext(1, image.SopClass, Uids.ImplicitLittle));
        Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
        return image;
    }

    private async Task<RawImage> StoreCompressedAsync(RawImage image)
    {
        await using var peer = await RawPeer.AssociateAsync(_server.DicomPort, new RawContext(1, image.SopClass, Uids.JpegXl));
        byte[] dataSet = [.. image.Elements.Without(Tags.PixelData).Explicit(), .. Encapsulated.OneFragment];
        Assert.Equal(0, (await peer.StoreAsync(1, image.SopClass, image.SopInstance, dataSet)).Status);
        return image;
    }
}
