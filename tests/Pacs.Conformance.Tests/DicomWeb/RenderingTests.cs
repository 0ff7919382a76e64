using System.Net;
using System.Text;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>Rendered resources and thumbnails (PS3.18 §8.3.5, §10.4.1.1.5) as any client sees them.</summary>
public sealed class RenderingTests(OpenArchive archive) : IClassFixture<OpenArchive>
{
    private PacsServer Server => archive.Server;

    [Fact]
    [Trait("Conformance", "94")]
    public async Task Pictures_are_had_at_every_level()
    {
        var image = await StoreAsync(RenderedImage.Of());
        await StoreAsync(RenderedImage.Of() with { Study = image.Study, Series = image.Series });
        var series = $"/studies/{image.Study}/series/{image.Series}";
        foreach (var resource in (string[])[$"/studies/{image.Study}", series, PathOf(image), PathOf(image) + "/frames/1"])
        {
            foreach (var form in (string[])["/rendered", "/thumbnail"])
            {
                var jpeg = await GetAsync(resource + form, "image/jpeg");
                var png = await GetAsync(resource + form + "?accept=image/png", "text/csv");

                Assert.Equal((resource + form, HttpStatusCode.OK, "image/jpeg"), (resource + form, jpeg.Status, jpeg.ContentType));
                Assert.Equal([0xFF, 0xD8, 0xFF], jpeg.Body[..3]);
                Assert.Equal([0xFF, 0xD9], jpeg.Body[^2..]);
                Assert.Equal((4, 2), (PngPicture.Read(png.Body).Width, PngPicture.Read(png.Body).Height));
            }
        }
    }

    [Fact]
    public async Task Of_a_series_all_pictures_come_in_parts()
    {
        var first = await StoreAsync(RenderedImage.Of());
        var second = await StoreAsync(RenderedImage.Of() with { Study = first.Study, Series = first.Series });

        var all = await GetAsync($"/studies/{first.Study}/rendered", "multipart/related; type=\"image/png\"");
        var anything = await GetAsync($"/studies/{first.Study}/rendered", "*/*");

        Assert.StartsWith("multipart/related; type=\"image/png\"", all.ContentType, StringComparison.Ordinal);
        Assert.Equal(2, all.Parts.Count);
        Assert.All(all.Parts, part => Assert.Equal(2, PngPicture.Read(part.Body).Height));
        Assert.Contains($"{PathOf(second)}/rendered", string.Concat(all.Parts.Select(part => part.Head)), StringComparison.Ordinal);
        Assert.StartsWith("multipart/related; type=\"image/jpeg\"", anything.ContentType, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frames_come_alone_in_parts_and_as_a_gif_that_moves()
    {
        var image = await StoreAsync(RenderedImage.InFrames(0, 1000, 4095));

        var third = await GetAsync(PathOf(image) + "/frames/3/rendered", "image/png");
        var two = await GetAsync(PathOf(image) + "/frames/3,1/rendered", "multipart/related; type=image/png");
        var all = await GetAsync(PathOf(image) + "/rendered", "multipart/related; type=image/png");
        var moving = await GetAsync(PathOf(image) + "/rendered", "image/gif");
        var still = await GetAsync(PathOf(image) + "/frames/2/rendered", "image/gif");

        Assert.Equal(255, PngPicture.Read(third.Body).Rows[0][0]);
        Assert.Equal([255, 0], two.Parts.Select(part => PngPicture.Read(part.Body).Rows[0][0]));
        Assert.Equal(3, all.Parts.Count);
        Assert.Equal("GIF89a", Encoding.ASCII.GetString(moving.Body, 0, 6));
        Assert.Contains("NETSCAPE2.0", Encoding.ASCII.GetString(moving.Body), StringComparison.Ordinal);
        Assert.DoesNotContain("NETSCAPE2.0", Encoding.ASCII.GetString(still.Body), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotAcceptable, (await GetAsync(PathOf(image) + "/frames/1,2/rendered", "image/png")).Status);
        foreach (var (frames, status) in ((string, HttpStatusCode)[])
            [("4", HttpStatusCode.NotFound), ("0", HttpStatusCode.NotFound), ("1,9", HttpStatusCode.NotFound), ("x", HttpStatusCode.BadRequest)])
        {
            Assert.Equal((frames, status), (frames, (await GetAsync($"{PathOf(image)}/frames/{frames}/rendered", "*/*")).Status));
        }
    }

    [Theory]
    [InlineData("", new[] { 0, 128, 191, 255 })] // as the image says: linear-exact of 2000, 4000
    [InlineData("window=1000,2000,linear-exact", new[] { 0, 255, 255, 255 })]
    [InlineData("window=2000,4001,linear", new[] { 0, 128, 191, 255 })] // (x - 1999.5) / 4000 + 0.5
    [InlineData("window=2000,4000,sigmoid", new[] { 30, 128, 186, 225 })] // 255 / (1 + e^(-4 (x - 2000) / 4000))
    [InlineData("viewport=4,2,0,0,-4,2", new[] { 255, 191, 128, 0 })]
    [InlineData("viewport=2,1,2,0,2,1", new[] { 191, 255 })]
    [InlineData("quality=10&iccprofile=srgb", new[] { 0, 128, 191, 255 })]
    [InlineData("unknown=1", new[] { 0, 128, 191, 255 })]
    public async Task A_picture_is_what_the_parameters_say(string query, int[] firstRow)
    {
        var image = await StoreAsync(RenderedImage.Of());

        var png = PngPicture.Read((await GetAsync($"{PathOf(image)}/rendered?{query}", "image/png")).Body);

        Assert.Equal(firstRow, png.Rows[0].Select(grey => (int)grey));
    }

    [Theory]
    [InlineData("window=40")]
    [InlineData("window=40,0,linear")]
    [InlineData("window=40,80,cubic")]
    [InlineData("window=NaN,80,linear")]
    [InlineData("window=1,2,linear&window=1,2,linear")]
    [InlineData("viewport=0,10")]
    [InlineData("viewport=10")]
    [InlineData("viewport=10,10,1")]
    [InlineData("viewport=100000,100000")]
    [InlineData("viewport=10,10,-1,0,1,1")]
    [InlineData("viewport=10,10,4,0,1,1")] // right of the last column
    [InlineData("viewport=1e400,1")]
    [InlineData("quality=0")]
    [InlineData("quality=101")]
    [InlineData("quality=high")]
    [InlineData("annotation=doctor")]
    [InlineData("iccprofile=cmyk")]
    public async Task A_bad_parameter_is_refused_and_told_what_it_has_to_be(string query)
    {
        var image = await StoreAsync(RenderedImage.Of());

        var answer = await GetAsync($"{PathOf(image)}/rendered?{query}", "image/jpeg");

        Assert.Equal((query, HttpStatusCode.BadRequest, "application/problem+json"), (query, answer.Status, answer.ContentType));
        Assert.Contains(query.Split('=')[0], (string)answer.Json["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("viewport=10,10,0,0,1,1")]
    [InlineData("viewport=x")]
    public async Task A_thumbnail_has_no_part_of_an_image(string query)
    {
        var image = await StoreAsync(RenderedImage.Of());

        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync($"{PathOf(image)}/thumbnail?{query}", "image/jpeg")).Status);
    }

    [Theory]
    [InlineData("/rendered", "text/html")]
    [InlineData("/rendered", "video/mp4")]
    [InlineData("/thumbnail", "application/pdf")]
    [InlineData("/frames/1/rendered", "application/dicom")]
    [Trait("Conformance", "86")]
    public async Task An_image_is_no_page_and_no_video(string form, string accept)
    {
        var image = await StoreAsync(RenderedImage.Of());

        var answer = await GetAsync(PathOf(image) + form, accept);

        Assert.Equal((HttpStatusCode.NotAcceptable, "application/problem+json"), (answer.Status, answer.ContentType));
        Assert.Contains("image/jpeg", (string)answer.Json["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Conformance", "94")]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Neither_an_empty_overlay_nor_a_missing_window_is_a_reason_to_fail(ushort overlayRows)
    {
        var image = await StoreAsync(RenderedImage.Of(elements => elements
            .Without(0x00281050).Without(0x00281051).Without(0x00281056).Without(Tags.PixelData)
            .AddUInt16(0x60000010, overlayRows).AddUInt16(0x60000011, 4).Add(0x60000040, "CS", "G").Add(0x60003000, "OW", [0, 0])
            .Add(Tags.PixelData, "OW", RenderedImage.Pixels)));

        var png = PngPicture.Read((await GetAsync(PathOf(image) + "/rendered", "image/png")).Body);

        Assert.Equal([0, 128, 191, 255], png.Rows[0]);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(PathOf(image) + "/thumbnail", "image/jpeg")).Status);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.4.50")]
    [InlineData("1.2.840.10008.1.2.4.70")]
    [InlineData("1.2.840.10008.1.2.4.80")]
    [InlineData("1.2.840.10008.1.2.4.90")]
    [InlineData("1.2.840.10008.1.2.4.201")]
    [InlineData("1.2.840.10008.1.2.5")]
    public async Task A_damaged_or_unknown_frame_is_refused_with_the_reason(string syntax)
    {
        var image = RenderedImage.Of();
        await using (var peer = await RawPeer.AssociateAsync(Server.DicomPort, new RawContext(1, image.SopClass, syntax)))
        {
            byte[] dataSet = [.. image.Elements.Without(Tags.PixelData).Explicit(), .. Encapsulated.OneFragment];
            Assert.Equal(0, (await peer.StoreAsync(1, image.SopClass, image.SopInstance, dataSet)).Status);
        }

        foreach (var form in (string[])["/rendered", "/thumbnail", "/frames/1/rendered", "/frames/1/thumbnail"])
        {
            var answer = await GetAsync(PathOf(image) + form, "*/*");
            Assert.Equal((form, HttpStatusCode.NotAcceptable), (form, answer.Status));
            Assert.StartsWith("It cannot be rendered: ", (string)answer.Json["detail"]!, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("Conformance", "99")]
    public async Task A_picture_that_is_known_is_not_sent_again_and_one_that_was_replaced_is()
    {
        var image = await StoreAsync(RenderedImage.Of());
        var center = 2000;
        foreach (var resource in (string[])[PathOf(image), $"/studies/{image.Study}/series/{image.Series}"])
        {
            foreach (var form in (string[])["/rendered", "/thumbnail"])
            {
                var first = await GetAsync(resource + form, "image/png");
                Assert.Equal(first.Body, (await GetAsync(resource + form, "image/png")).Body);
                var again = await GetAsync(resource + form, "image/png", ("If-None-Match", first.Headers["ETag"]));
                var other = await GetAsync(resource + form + "?viewport=2,2", "image/png", ("If-None-Match", first.Headers["ETag"]));

                await StoreAsync(RenderedImage.Of(elements => elements.With(0x00281050, "DS", $"{center -= 300}")) with
                {
                    Study = image.Study, Series = image.Series, SopInstance = image.SopInstance,
                });
                var after = await GetAsync(resource + form, "image/png", ("If-None-Match", first.Headers["ETag"]));

                Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (again.Status, other.Status));
                Assert.Equal(HttpStatusCode.OK, after.Status);
                Assert.NotEqual(first.Body, after.Body);
            }
        }
    }

    [Fact]
    public async Task What_was_deleted_is_not_shown_or_kept_any_more()
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(directory["data"], new Dictionary<string, string> { ["Pacs__AllowDelete"] = "true" });
        var image = RenderedImage.Of();
        await using (var peer = await RawPeer.AssociateAsync(server.DicomPort, new RawContext(1, image.SopClass, Uids.ImplicitLittle)))
        {
            Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
        }

        var before = await WebAnswer.GetAsync(server, PathOf(image) + "/thumbnail", ("Accept", "image/jpeg"));
        Assert.Contains(directory.Files(), file => file.Contains("/cache/thumbnails/", StringComparison.Ordinal));
        await WebAnswer.SendAsync(server, HttpMethod.Delete, $"/studies/{image.Study}");
        Assert.DoesNotContain(directory.Files(), file => file.Contains("/cache/", StringComparison.Ordinal));
        var after = await WebAnswer.GetAsync(server, PathOf(image) + "/thumbnail", ("If-None-Match", before.Headers["ETag"]));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (before.Status, after.Status));
    }

    [Fact]
    public async Task A_key_object_note_says_which_image_stands_for_its_study()
    {
        var first = await StoreAsync(RenderedImage.Of());
        var inverse = RenderedImage.Of(elements => elements.With(0x00280004, "CS", "MONOCHROME1"));
        var key = await StoreAsync(inverse with { Study = first.Study, Series = first.Series });
        for (var i = 0; i < 3; i++) await StoreAsync(RenderedImage.Of() with { Study = first.Study, Series = first.Series });
        var before = await GetAsync($"/studies/{first.Study}/thumbnail", "image/png");
        await StoreAsync(RenderedImage.Without("1.2.840.10008.5.1.4.1.1.88.59", "KO", elements => elements
            .AddSequence(0x0040A375, new RawElements().AddSequence(0x00081115, new RawElements()
                .AddSequence(0x00081199, new RawElements().Add(0x00081155, "UI", key.SopInstance))
                .Add(0x0020000E, "UI", key.Series)))) with { Study = first.Study });

        var after = await GetAsync($"/studies/{first.Study}/thumbnail", "image/png");

        Assert.Equal(0, PngPicture.Read(before.Body).Rows[0][0]);
        Assert.Equal(255, PngPicture.Read(after.Body).Rows[0][0]);
    }

    [Fact]
    [Trait("Conformance", "98")]
    public async Task What_is_not_held_has_no_picture()
    {
        var image = await StoreAsync(RenderedImage.Of());
        var unknown = Uids.New();
        string[] resources =
        [
            $"/studies/{unknown}", $"/studies/{image.Study}/series/{unknown}", $"/studies/{image.Study}/series/{image.Series}/instances/{unknown}",
            $"/studies/{image.Study}/series/{image.Series}/instances/{unknown}/frames/1",
        ];
        foreach (var resource in resources)
        {
            Assert.Equal((resource, HttpStatusCode.NotFound), (resource, (await GetAsync(resource + "/rendered", "*/*")).Status));
            Assert.Equal((resource, HttpStatusCode.NotFound), (resource, (await GetAsync(resource + "/thumbnail", "*/*")).Status));
        }
    }

    [Fact]
    public async Task Rendered_resources_are_among_what_the_service_says_it_has()
    {
        var list = (await GetAsync("/", "application/json")).Json["resources"]!.AsArray().Select(resource => (string)resource!["path"]!).ToList();
        var openApi = (await GetAsync("/openapi.json", "*/*")).Json["paths"]!;

        const string Instance = "/series/{series}/instances/{instance}";
        foreach (var level in (string[])["", "/series/{series}", Instance, Instance + "/frames/{frames}"])
        {
            Assert.Contains($"/studies/{{study}}{level}/rendered", list);
            Assert.Contains($"/studies/{{study}}{level}/thumbnail", list);
            Assert.Contains("viewport", openApi[$"/studies/{{study}}{level}/rendered"]!.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [Trait("Conformance", "92")]
    [InlineData("YBR_FULL_422", 0, new byte[] { 76, 76, 85, 255 }, new byte[] { 254, 0, 0 })]
    [InlineData("YBR_FULL", 0, new byte[] { 76, 85, 255, 76, 85, 255 }, new byte[] { 254, 0, 0 })]
    [InlineData("YBR_FULL", 1, new byte[] { 76, 76, 85, 85, 255, 255 }, new byte[] { 254, 0, 0 })]
    [InlineData("RGB", 1, new byte[] { 9, 9, 8, 8, 7, 7 }, new byte[] { 9, 8, 7 })]
    public async Task Colours_are_what_they_are_however_they_are_stored(string photometric, ushort planar, byte[] twoPixels, byte[] colour)
    {
        var image = await StoreAsync(RenderedImage.InColour(photometric, planar, twoPixels));
        var frame = PathOf(image) + "/frames/1";

        var png = PngPicture.Read((await GetAsync(frame + "/rendered", "image/png")).Body);
        var asStored = await GetAsync(frame, "application/octet-stream");

        Assert.Equal(colour, png.Rows[0][..3]);
        Assert.Equal(colour, png.Rows[0][^3..]);
        Assert.Equal(twoPixels, asStored.Body);
    }

    [Fact]
    public async Task Older_viewers_ask_for_pictures_by_query_parameters()
    {
        var image = await StoreAsync(RenderedImage.Of());
        var query = $"/wado?requestType=WADO&studyUID={image.Study}&seriesUID={image.Series}&objectUID={image.SopInstance}";

        var byDefault = await GetAsync(query, "*/*");
        var png = await GetAsync(query + "&contentType=image/png&windowCenter=1000&windowWidth=2000", "*/*");
        var part = await GetAsync(query + "&contentType=image/png&region=0.5,0,1,0.5&columns=2&rows=1", "*/*");

        Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (byDefault.Status, byDefault.ContentType));
        Assert.Equal(255, PngPicture.Read(png.Body).Rows[0][1]);
        Assert.Equal([191, 255], PngPicture.Read(part.Body).Rows[0]);
        foreach (var (more, status) in ((string, HttpStatusCode)[])
            [
                ("&windowCenter=5", HttpStatusCode.BadRequest), ("&rows=0", HttpStatusCode.BadRequest), ("&rows=100000", HttpStatusCode.BadRequest),
                ("&region=0,0,2,2", HttpStatusCode.BadRequest), ("&imageQuality=0", HttpStatusCode.BadRequest), ("&frameNumber=x", HttpStatusCode.BadRequest),
                ("&frameNumber=2", HttpStatusCode.NotFound), ("&contentType=text/html", HttpStatusCode.NotAcceptable),
                ("&presentationUID=1.2", HttpStatusCode.NotAcceptable), ("&anonymize=yes", HttpStatusCode.NotAcceptable),
            ])
        {
            Assert.Equal((more, status), (more, (await GetAsync(query + more, "*/*")).Status));
        }
    }

    private static string PathOf(RawImage image) => $"/studies/{image.Study}/series/{image.Series}/instances/{image.SopInstance}";

    private Task<WebAnswer> GetAsync(string path, string accept, params (string Name, string Value)[] headers) =>
        WebAnswer.GetAsync(Server, path, [("Accept", accept), .. headers]);

    private async Task<RawImage> StoreAsync(RawImage image)
    {
        await using var peer = await RawPeer.AssociateAsync(archive.Port, new RawContext(1, image.SopClass, Uids.ImplicitLittle));
        Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
        return image;
    }
}
