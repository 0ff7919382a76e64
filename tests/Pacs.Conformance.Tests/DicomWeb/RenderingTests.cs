using System.Net;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>Images are not rendered: who asks for one is told, of images and of what is none.</summary>
public sealed class RenderingTests(OpenArchive archive) : IClassFixture<OpenArchive>
{
    private const string StructuredReport = "1.2.840.10008.5.1.4.1.1.88.11";

    [Theory]
    [Trait("Conformance", "94")]
    [InlineData(Uids.CtImage)]
    [InlineData(StructuredReport)]
    public async Task Rendered_resources_and_thumbnails_are_refused_with_an_explanation(string sopClass)
    {
        var image = await StoreAsync(new RawImage { SopClass = sopClass });
        var study = $"/studies/{image.Study}";
        var series = $"{study}/series/{image.Series}";
        var instance = $"{series}/instances/{image.SopInstance}";

        foreach (var resource in (string[])[study, series, instance, instance + "/frames/1"])
        {
            foreach (var form in (string[])["/rendered", "/thumbnail", "/rendered?viewport=10,10"])
            {
                var answer = await WebAnswer.GetAsync(archive.Server, resource + form, ("Accept", "image/jpeg"));

                Assert.Equal((form, HttpStatusCode.NotImplemented, "application/problem+json"), (form, answer.Status, answer.ContentType));
                Assert.Equal(501, (int)answer.Json["status"]!);
            }
        }
    }

    [Fact]
    [Trait("Conformance", "94")]
    public async Task Wado_uri_gives_no_image_and_says_what_it_gives()
    {
        var image = await StoreAsync(new RawImage());
        var answer = await WebAnswer.GetAsync(
            archive.Server,
            $"/wado?requestType=WADO&studyUID={image.Study}&seriesUID={image.Series}&objectUID={image.SopInstance}&contentType=image/jpeg");

        Assert.Equal((HttpStatusCode.NotAcceptable, "application/problem+json"), (answer.Status, answer.ContentType));
        Assert.Contains("application/dicom", (string)answer.Json["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Conformance", "92")]
    [InlineData("YBR_FULL_422", 0)]
    [InlineData("YBR_FULL", 1)]
    [InlineData("RGB", 1)]
    public async Task Colours_are_given_as_they_are_stored_and_in_no_other_way(string photometric, ushort planar)
    {
        var image = await StoreAsync(new RawImage
        {
            PixelBytes = 8 * 8 * (photometric == "YBR_FULL_422" ? 2 : 3),
            Edit = elements => elements
                .Without(0x00280002).AddUInt16(0x00280002, 3).AddUInt16(0x00280006, planar)
                .Without(0x00280010).AddUInt16(0x00280010, 8).Without(0x00280011).AddUInt16(0x00280011, 8)
                .Without(0x00280100).AddUInt16(0x00280100, 8).Without(0x00280101).AddUInt16(0x00280101, 8)
                .Without(0x00280102).AddUInt16(0x00280102, 7)
                .With(0x00280004, "CS", photometric), // which puts all in order
        });
        var frame = $"/studies/{image.Study}/series/{image.Series}/instances/{image.SopInstance}/frames/1";

        var asStored = await WebAnswer.GetAsync(archive.Server, frame, ("Accept", "application/octet-stream"));
        var asJpeg = await WebAnswer.GetAsync(archive.Server, frame, ("Accept", "multipart/related; type=\"image/jpeg\""));

        Assert.Equal(image.Elements.Find(Tags.PixelData)!.Value, asStored.Body);
        Assert.Equal((HttpStatusCode.NotAcceptable, "application/problem+json"), (asJpeg.Status, asJpeg.ContentType));
    }

    private async Task<RawImage> StoreAsync(RawImage image)
    {
        await using var peer = await RawPeer.AssociateAsync(archive.Port, new RawContext(1, image.SopClass, Uids.ImplicitLittle));
        Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
        return image;
    }
}
