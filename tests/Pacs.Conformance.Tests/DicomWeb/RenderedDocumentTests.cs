using System.Net;
using System.Text;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>What is no picture and can be looked at all the same (PS3.18 Table 8.7.4-1), and what cannot.</summary>
public sealed class RenderedDocumentTests(OpenArchive archive) : IClassFixture<OpenArchive>
{
    private const string Pdf = "1.2.840.10008.5.1.4.1.1.104.1";
    private const string Report = "1.2.840.10008.5.1.4.1.1.88.11";
    private const string Plan = "1.2.840.10008.5.1.4.1.1.481.5";

    private PacsServer Server => archive.Server;

    [Fact]
    [Trait("Conformance", "94")]
    public async Task A_report_is_text_and_what_it_says_is_never_markup()
    {
        var report = await StoreAsync(RenderedImage.Without(Report, "SR", elements => elements
            .Add(0x0040A040, "CS", "CONTAINER")
            .AddSequence(0x0040A043, new RawElements().Add(0x00080104, "LO", "Findings"))
            .AddSequence(0x0040A730, new RawElements()
                .Add(0x0040A040, "CS", "TEXT")
                .AddSequence(0x0040A043, new RawElements().Add(0x00080104, "LO", "Finding"))
                .Add(0x0040A160, "UT", "a <script>alert(1)</script> & more"))));

        var html = await GetAsync(PathOf(report) + "/rendered", "*/*");
        var text = await GetAsync(PathOf(report) + "/rendered", "text/plain");
        var thumbnail = await GetAsync(PathOf(report) + "/thumbnail", "image/png");

        Assert.Equal("text/html; charset=utf-8", html.ContentType);
        Assert.Contains("<h1>Findings</h1>", Encoding.UTF8.GetString(html.Body), StringComparison.Ordinal);
        Assert.Contains("a &lt;script&gt;alert(1)&lt;/script&gt; &amp; more", Encoding.UTF8.GetString(html.Body), StringComparison.Ordinal);
        Assert.StartsWith("sandbox", html.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Contains("Finding: a <script>alert(1)</script> & more", Encoding.UTF8.GetString(text.Body), StringComparison.Ordinal);
        Assert.Equal(256, PngPicture.Read(thumbnail.Body).Width);
        Assert.Equal(HttpStatusCode.NotAcceptable, (await GetAsync(PathOf(report) + "/rendered", "image/jpeg")).Status);
        Assert.Equal(HttpStatusCode.NotAcceptable, (await GetAsync(PathOf(report) + "/frames/1/rendered", "image/jpeg")).Status);
    }

    [Fact]
    [Trait("Conformance", "94")]
    public async Task A_pdf_is_a_pdf_and_its_thumbnail_a_card()
    {
        var bytes = "%PDF-1.4 made for a test"u8.ToArray();
        var document = await StoreAsync(RenderedImage.Without(Pdf, "DOC", elements => elements.Add(0x00420011, "OB", bytes)));

        var pdf = await GetAsync(PathOf(document) + "/rendered", "application/pdf");
        var thumbnail = await GetAsync($"/studies/{document.Study}/thumbnail", "image/jpeg");

        Assert.Equal("application/pdf", pdf.ContentType);
        Assert.Equal(bytes, pdf.Body);
        Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (thumbnail.Status, thumbnail.ContentType));
        Assert.Equal(HttpStatusCode.NotAcceptable, (await GetAsync($"/studies/{document.Study}/rendered", "*/*")).Status);
    }

    [Fact]
    [Trait("Conformance", "94")]
    public async Task A_video_is_sent_as_it_is_in_ranges_too()
    {
        const string H264 = "1.2.840.10008.1.2.4.102";
        var video = RenderedImage.Without("1.2.840.10008.5.1.4.1.1.77.1.4.1", "XC", elements => elements);
        var stream = Enumerable.Range(0, 250).Select(i => (byte)i).ToArray();
        await using (var peer = await RawPeer.AssociateAsync(Server.DicomPort, new RawContext(1, video.SopClass, H264)))
        {
            byte[] dataSet = [.. video.Elements.Explicit(), .. Encapsulated.Of(stream)];
            Assert.Equal(0, (await peer.StoreAsync(1, video.SopClass, video.SopInstance, dataSet)).Status);
        }

        var whole = await GetAsync(PathOf(video) + "/rendered", "video/mp4");
        var part = await GetAsync(PathOf(video) + "/rendered", "video/mp4", ("Range", "bytes=100-109"));

        Assert.Equal("video/mp4", whole.ContentType);
        Assert.Equal(stream, whole.Body);
        Assert.Equal(HttpStatusCode.PartialContent, part.Status);
        Assert.Equal(stream[100..110], part.Body);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(PathOf(video) + "/thumbnail", "image/jpeg")).Status);
    }

    [Fact]
    [Trait("Conformance", "94")]
    public async Task What_nobody_can_look_at_is_refused_and_has_a_card_for_a_thumbnail()
    {
        var plan = await StoreAsync(RenderedImage.Without(Plan, "RTPLAN", elements => elements));

        var rendered = await GetAsync(PathOf(plan) + "/rendered", "*/*");

        Assert.Equal((HttpStatusCode.NotAcceptable, "application/problem+json"), (rendered.Status, rendered.ContentType));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(PathOf(plan) + "/thumbnail", "*/*")).Status);
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
