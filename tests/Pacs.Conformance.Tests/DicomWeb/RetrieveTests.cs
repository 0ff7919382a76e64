using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Xml.Linq;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>Retrieval over HTTP (PS3.18 §10.4) as any client sees it.</summary>
public sealed class RetrieveTests(OpenArchive archive) : IClassFixture<OpenArchive>
{
    private const string Multipart = "multipart/related; type=\"application/dicom\"";
    private const string Octets = "multipart/related; type=\"application/octet-stream\"";

    private PacsServer Server => archive.Server;

    [Fact]
    [Trait("Conformance", "87")]
    public async Task An_instance_comes_in_explicit_vr_little_endian_unless_asked_for_otherwise_and_says_so()
    {
        var image = await StoreAsync(new RawImage());

        var byDefault = await GetAsync(PathOf(image), "application/dicom");
        var asStored = await GetAsync(PathOf(image), "application/dicom; transfer-syntax=*");
        var bigEndian = await GetAsync(PathOf(image), $"application/dicom; transfer-syntax={Uids.ExplicitBig}");

        Assert.Contains($"transfer-syntax={Uids.ExplicitLittle}", byDefault.ContentType, StringComparison.Ordinal);
        Assert.Contains($"transfer-syntax={Uids.ImplicitLittle}", asStored.ContentType, StringComparison.Ordinal);
        Assert.Contains($"transfer-syntax={Uids.ExplicitBig}", bigEndian.ContentType, StringComparison.Ordinal);
        Assert.Equal(image.Elements.Explicit(), DataSetOf(byDefault.Body));
        Assert.Equal(image.Elements.Implicit(), DataSetOf(asStored.Body));
    }

    [Fact]
    [Trait("Conformance", "88")]
    [Trait("Conformance", "89")]
    public async Task A_study_comes_in_parts_that_each_say_what_they_are()
    {
        var first = await StoreAsync(new RawImage { PixelBytes = 300_000 });
        var second = await StoreAsync(first.Next());
        var third = await StoreAsync(first.Next() with { Series = Uids.New() });

        var study = await GetAsync($"/studies/{first.Study}", Multipart + "; transfer-syntax=*");
        var series = await GetAsync($"/studies/{first.Study}/series/{first.Series}", Multipart + "; transfer-syntax=*");

        Assert.StartsWith("multipart/related; type=\"application/dicom\"; boundary=", study.ContentType, StringComparison.Ordinal);
        Assert.Equal(Sorted(first, second, third), study.Parts.Select(part => Convert.ToHexString(DataSetOf(part.Body))).Order());
        Assert.Equal(Sorted(first, second), series.Parts.Select(part => Convert.ToHexString(DataSetOf(part.Body))).Order());
        Assert.All(study.Parts, part => Assert.Contains($"application/dicom; transfer-syntax={Uids.ImplicitLittle}", part.Head, StringComparison.Ordinal));
    }

    [Theory]
    [Trait("Conformance", "85")]
    [InlineData("multipart/related; type=\"application/dicom\"; transfer-syntax=*")]
    [InlineData("multipart/related; type=application/dicom; transfer-syntax=*")]
    [InlineData("multipart/related;type=application/dicom;transfer-syntax=*;q=0.9")]
    [InlineData("text/html, multipart/related; type=\"application/dicom\" ; transfer-syntax = \"*\", */*;q=0.1")]
    [InlineData("multipart/*")]
    [InlineData("*/*")]
    [InlineData("")]
    public async Task What_clients_write_in_accept_is_understood(string accept)
    {
        var image = await StoreAsync(new RawImage());

        var answer = await GetAsync($"/studies/{image.Study}", accept);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Single(answer.Parts);
    }

    [Theory]
    [Trait("Conformance", "86")]
    [InlineData("", "text/html")]
    [InlineData("", "multipart/related; type=\"application/dicom\"; transfer-syntax=1.2.840.10008.1.2.4.112")]
    [InlineData("/frames/1", "image/jxl")]
    [InlineData("/metadata", "text/csv")]
    [InlineData("/bulkdata/7FE00010", "image/png")]
    public async Task What_cannot_be_had_so_is_refused_with_an_explanation(string resource, string accept)
    {
        var image = await StoreAsync(new RawImage());

        var answer = await GetAsync(PathOf(image) + resource, accept);

        Assert.Equal(HttpStatusCode.NotAcceptable, answer.Status);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal(406, (int)answer.Json["status"]!);
    }

    [Fact]
    [Trait("Conformance", "98")]
    public async Task What_is_not_held_is_not_found_at_every_level()
    {
        var image = await StoreAsync(new RawImage());
        var other = await StoreAsync(new RawImage());
        var unknown = Uids.New();
        string[] instances =
        [
            $"/studies/{unknown}/series/{image.Series}/instances/{image.SopInstance}",
            $"/studies/{other.Study}/series/{image.Series}/instances/{image.SopInstance}",
            $"/studies/{image.Study}/series/{other.Series}/instances/{image.SopInstance}",
            $"/studies/{image.Study}/series/{image.Series}/instances/{unknown}",
        ];
        string[] paths =
        [
            $"/studies/{unknown}", $"/studies/{unknown}/metadata", $"/studies/{image.Study}/series/{unknown}",
            $"/studies/{other.Study}/series/{image.Series}", $"/studies/{other.Study}/series/{image.Series}/metadata",
            .. instances, .. instances.Select(path => path + "/metadata"), .. instances.Select(path => path + "/frames/1"),
            .. instances.Select(path => path + "/bulkdata/7FE00010"), PathOf(image) + "/bulkdata/00420011",
            PathOf(image) + "/bulkdata/00081140/1/00081155", PathOf(image) + "/frames/2",
        ];

        foreach (var path in paths) Assert.Equal((path, HttpStatusCode.NotFound), (path, (await GetAsync(path, "*/*")).Status));
    }

    [Fact]
    [Trait("Conformance", "81")]
    [Trait("Conformance", "82")]
    [Trait("Conformance", "83")]
    [Trait("Conformance", "84")]
    public async Task Metadata_is_all_but_bulk_data_and_says_where_that_is()
    {
        var document = new byte[5000];
        new Random(1).NextBytes(document);
        var image = await StoreAsync(new RawImage
        {
            Edit = elements => elements.Add(0x00420011, "OB", document).Add(0x00281201, "OW", []).With(0x00101010, "AS", ""),
        });

        var metadata = (await GetAsync(PathOf(image) + "/metadata", "application/dicom+json")).Json[0]!;
        var bulkData = (string)metadata["00420011"]!["BulkDataURI"]!;

        Assert.Equal("Conformance^Anna", (string)metadata["00100010"]!["Value"]![0]!["Alphabetic"]!);
        Assert.Equal(1, (int)metadata["00200013"]!["Value"]![0]!);
        Assert.Equal("""{"vr":"AS"}""", metadata["00101010"]!.ToJsonString());
        Assert.Equal(["vr"], metadata["00281201"]!.AsObject().Select(member => member.Key));
        Assert.EndsWith("/bulkdata/7FE00010", (string)metadata["7FE00010"]!["BulkDataURI"]!, StringComparison.Ordinal);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Accept", "application/octet-stream");
        Assert.Equal(document, await http.GetByteArrayAsync(new Uri(bulkData)));
    }

    [Fact]
    public async Task Metadata_can_be_had_in_xml()
    {
        var image = await StoreAsync(new RawImage());
        await StoreAsync(image.Next());
        XNamespace model = "http://dicom.nema.org/PS3.19/models/NativeDICOM";

        var answer = await GetAsync($"/studies/{image.Study}/metadata", "multipart/related; type=\"application/dicom+xml\"");

        Assert.Equal(2, answer.Parts.Count);
        var document = XDocument.Load(new MemoryStream(answer.Parts[0].Body));
        Assert.Equal("Conformance", document.Descendants(model + "FamilyName").Last().Value);
        Assert.EndsWith(
            "/bulkdata/7FE00010", (string)Assert.Single(document.Descendants(model + "BulkData")).Attribute("uri")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bulk_data_can_be_had_in_ranges()
    {
        var image = await StoreAsync(new RawImage { PixelBytes = 100_000 });
        var pixels = image.Elements.Implicit()[^100_000..];
        var path = PathOf(image) + "/bulkdata/7FE00010";

        var whole = await GetAsync(path, "application/octet-stream");
        var middle = await GetAsync(path, "application/octet-stream", ("Range", "bytes=10-19"));
        var end = await GetAsync(path, "application/octet-stream", ("Range", "bytes=-5"));
        var beyond = await GetAsync(path, "application/octet-stream", ("Range", "bytes=100000-"));
        var parts = await GetAsync(path, Octets);

        Assert.Equal(pixels, whole.Body);
        Assert.Equal((HttpStatusCode.PartialContent, "bytes 10-19/100000"), (middle.Status, middle.Headers["Content-Range"]));
        Assert.Equal(pixels[10..20], middle.Body);
        Assert.Equal(pixels[^5..], end.Body);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.Status);
        Assert.Equal(pixels, Assert.Single(parts.Parts).Body);
    }

    [Fact]
    [Trait("Conformance", "90")]
    public async Task Frames_come_in_the_order_in_which_they_are_asked_for()
    {
        var image = await StoreAsync(MultiFrame(frames: 5));
        var pixels = image.Elements.Implicit()[^640..];

        var answer = await GetAsync(PathOf(image) + "/frames/5,1,3", Octets);

        Assert.Equal([pixels[512..], pixels[..128], pixels[256..384]], answer.Parts.Select(part => part.Body));
        Assert.All(answer.Parts, part => Assert.Contains(
            $"application/octet-stream; transfer-syntax={Uids.ExplicitLittle}", part.Head, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(PathOf(image) + "/frames/1,6", Octets)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(PathOf(image) + "/frames/0", Octets)).Status);
        foreach (var list in (string[])["x", "1,,2", "-1", "1-3", "99999999999999999999"])
        {
            Assert.Equal((list, HttpStatusCode.BadRequest), (list, (await GetAsync($"{PathOf(image)}/frames/{list}", Octets)).Status));
        }
    }

    [Fact]
    [Trait("Conformance", "91")]
    public async Task Samples_that_came_in_big_endian_leave_in_little_endian()
    {
        var image = MultiFrame(frames: 2);
        await using (var peer = await RawPeer.AssociateAsync(archive.Port, new RawContext(1, image.SopClass, Uids.ExplicitBig)))
        {
            Assert.Equal(0, (await peer.StoreAsync(1, image.SopClass, image.SopInstance, image.Elements.ExplicitBigEndian())).Status);
        }

        var pixels = image.Elements.Implicit()[^256..];

        Assert.Equal(pixels[128..], (await GetAsync(PathOf(image) + "/frames/2", "application/octet-stream")).Body);
        Assert.Equal(pixels, (await GetAsync(PathOf(image) + "/bulkdata/7FE00010", "application/octet-stream")).Body);
        var cut = await GetAsync(PathOf(image) + "/bulkdata/7FE00010", "application/octet-stream", ("Range", "bytes=3-7"));
        Assert.Equal(pixels[3..8], cut.Body);
    }

    [Fact]
    [Trait("Conformance", "99")]
    public async Task A_series_that_changes_has_another_tag_and_never_stale_metadata()
    {
        var first = await StoreAsync(new RawImage());
        var path = $"/studies/{first.Study}/series/{first.Series}";
        var before = await GetAsync(path + "/metadata", "application/dicom+json", ("Accept-Encoding", "gzip"));
        var again = await GetAsync(path + "/metadata", "application/dicom+json", ("If-None-Match", before.Headers["ETag"]));
        var second = await StoreAsync(first.Next());

        var after = await GetAsync(path + "/metadata", "application/dicom+json", ("If-None-Match", before.Headers["ETag"]));
        var study = await GetAsync($"/studies/{first.Study}/metadata", "application/dicom+json");
        await StoreAsync(second with { PatientName = "Changed^Since" });
        var replaced = await GetAsync(path + "/metadata", "application/dicom+json");

        Assert.Equal((HttpStatusCode.NotModified, 0), (again.Status, again.Body.Length));
        Assert.Equal(HttpStatusCode.OK, after.Status);
        Assert.NotEqual(before.Headers["ETag"], after.Headers["ETag"]);
        Assert.NotEqual(after.Headers["ETag"], replaced.Headers["ETag"]);
        Assert.Equal(2, after.Json.AsArray().Count);
        Assert.Equal(2, study.Json.AsArray().Count);
        Assert.Contains("Changed^Since", replaced.Json.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("gzip", before.Headers["Content-Encoding"]);
        Assert.True(before.Headers.ContainsKey("Last-Modified"));
    }

    [Fact]
    public async Task Metadata_is_the_same_compressed_and_not()
    {
        var first = await StoreAsync(new RawImage());
        for (var i = 0; i < 20; i++) await StoreAsync(first.Next() with { Series = i % 2 == 0 ? first.Series : Uids.New() });
        foreach (var path in (string[])[$"/studies/{first.Study}/metadata", $"/studies/{first.Study}/series/{first.Series}/metadata"])
        {
            var plain = await GetAsync(path, "application/dicom+json", ("Accept-Encoding", "identity"));
            var compressed = await GetAsync(path, "application/dicom+json", ("Accept-Encoding", "gzip, deflate, br"));

            // The base library checks the checksum; gunzip would say "crc error".
            await using var gunzip = new GZipStream(new MemoryStream(compressed.Body), CompressionMode.Decompress);
            using var inflated = new MemoryStream();
            await gunzip.CopyToAsync(inflated);
            Assert.Equal(plain.Body, inflated.ToArray());
        }
    }

    [Fact]
    public async Task A_study_comes_as_a_zip_archive_that_others_unpack()
    {
        var first = await StoreAsync(new RawImage { PixelBytes = 200_000 });
        var second = await StoreAsync(first.Next());

        var answer = await GetAsync($"/studies/{first.Study}", "application/zip; transfer-syntax=*");

        await using var zip = new ZipArchive(new MemoryStream(answer.Body));
        Assert.Equal("application/zip", answer.ContentType);
        foreach (var image in (RawImage[])[first, second])
        {
            var entry = zip.GetEntry($"{image.Study}/{image.Series}/{image.SopInstance}.dcm")!;
            using var file = new MemoryStream();
            await using (var content = await entry.OpenAsync()) await content.CopyToAsync(file);
            Assert.Equal(image.Elements.Implicit(), DataSetOf(file.ToArray()));
        }
    }

    [Theory]
    [InlineData("", "application/dicom; transfer-syntax=*")]
    [InlineData("", "application/dicom")]
    [InlineData("", "application/zip")]
    [InlineData("", Multipart)]
    [InlineData("/frames/1", "application/octet-stream")]
    [InlineData("/frames/1", Octets)]
    [InlineData("/bulkdata/7FE00010", "application/octet-stream")]
    [InlineData("/bulkdata/7FE00010", Octets)]
    public async Task What_is_long_comes_to_its_end_on_a_connection_that_stays_open(string resource, string accept)
    {
        // Longer than what is handed to the socket at once, by no multiple of it.
        var image = await StoreAsync(new RawImage { PixelBytes = 400_000 });

        var answer = await GetAsync(PathOf(image) + resource, accept);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.True(answer.Body.AsSpan().IndexOf(image.Elements.Find(Tags.PixelData)!.Value) >= 0);
    }

    [Fact]
    public async Task Head_tells_what_get_would()
    {
        var image = await StoreAsync(new RawImage());
        foreach (var (resource, accept) in ((string, string)[])
            [("", "application/dicom; transfer-syntax=*"), ("/metadata", "*/*"), ("/frames/1", "application/octet-stream"), ("/bulkdata/7FE00010", "*/*")])
        {
            var get = await GetAsync(PathOf(image) + resource, accept);
            var head = await WebAnswer.SendAsync(Server, HttpMethod.Head, PathOf(image) + resource, ("Accept", accept));

            Assert.Equal(
                (resource, get.Status, get.Headers["ETag"], get.ContentType.Split("boundary")[0], 0),
                (resource, head.Status, head.Headers["ETag"], head.ContentType.Split("boundary")[0], head.Body.Length));
        }
    }

    [Fact]
    public async Task Older_viewers_fetch_an_instance_by_query_parameters()
    {
        var image = await StoreAsync(new RawImage());
        var query = $"/wado?requestType=WADO&studyUID={image.Study}&seriesUID={image.Series}&objectUID={image.SopInstance}";

        var explicitly = await GetAsync($"{query}&contentType=application%2Fdicom", "*/*");
        var asStored = await GetAsync($"{query}&contentType=application/dicom&transferSyntax={Uids.ImplicitLittle}", "*/*");
        var rendered = await GetAsync(query, "image/jpeg");
        var unknown = await GetAsync($"/wado?requestType=WADO&studyUID=1.2&seriesUID=1.3&objectUID=1.4&contentType=application/dicom", "*/*");
        var incomplete = await GetAsync("/wado?requestType=WADO&contentType=application/dicom", "*/*");

        Assert.Equal(image.Elements.Explicit(), DataSetOf(explicitly.Body));
        Assert.Equal(image.Elements.Implicit(), DataSetOf(asStored.Body));
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.BadRequest),
            (rendered.Status, unknown.Status, incomplete.Status));
    }

    [Fact]
    public async Task What_the_disk_has_changed_is_never_sent_as_whole()
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(directory["data"]);
        var image = new RawImage { PixelBytes = 300_000 };
        await using (var peer = await RawPeer.AssociateAsync(server.DicomPort, new RawContext(1, image.SopClass, Uids.ImplicitLittle)))
        {
            Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
        }

        foreach (var segment in directory.Files("*.tar"))
        {
            var bytes = await File.ReadAllBytesAsync(segment);
            var at = bytes.AsSpan().IndexOf(image.Elements.Implicit().AsSpan(^1000..));
            if (at < 0) continue;

            bytes[at + 500] ^= 1;
            await File.WriteAllBytesAsync(segment, bytes);
        }

        string[] paths = [PathOf(image), PathOf(image) + "/frames/1", PathOf(image) + "/bulkdata/7FE00010", $"/studies/{image.Study}"];
        foreach (var path in paths)
        {
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => WebAnswer.GetAsync(server, path, ("Accept", "*/*")));
        }

        await server.AssertAnswersEchoAsync();
    }

    private static RawImage MultiFrame(int frames) => new()
    {
        PixelBytes = 128 * frames,
        Edit = elements => elements.Without(0x00280011).AddUInt16(0x00280011, 8).With(0x00280008, "IS", $"{frames}"),
    };

    private static string PathOf(RawImage image) =>
        $"/studies/{image.Study}/series/{image.Series}/instances/{image.SopInstance}";

    private static string[] Sorted(params RawImage[] images) =>
        [.. images.Select(image => Convert.ToHexString(image.Elements.Implicit())).Order()];

    /// <summary>What follows the meta information, whose length is its first element (PS3.10 §7.1).</summary>
    private static byte[] DataSetOf(byte[] file) => file[(144 + (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(140)))..];

    private Task<WebAnswer> GetAsync(string path, string accept, params (string Name, string Value)[] headers) =>
        WebAnswer.GetAsync(Server, path, [("Accept", accept), .. headers]);

    private async Task<RawImage> StoreAsync(RawImage image)
    {
        await using var peer = await archive.StoringAsync();
        Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
        return image;
    }
}
