namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>Other people's DICOMweb clients search and fetch what was stored.</summary>
public sealed class WebClientTests(OpenArchive archive) : IClassFixture<OpenArchive>
{
    [FactWith(Need.DicomwebClient)]
    public async Task The_npm_package_dicomweb_client_gets_what_was_stored()
    {
        using var directory = new TestDirectory();
        var first = new RawImage
        {
            PixelBytes = 256,
            Edit = elements => elements.Without(0x00280011).AddUInt16(0x00280011, 8).With(0x00280008, "IS", "2"),
        };
        await using (var peer = await archive.StoringAsync())
        {
            Assert.Equal(0, (await peer.StoreAsync(1, first)).Status);
            Assert.Equal(0, (await peer.StoreAsync(1, first.Next())).Status);
        }

        var modules = directory.CreateFolder("npm");
        (await ProcessRun.RunAsync(
            "npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefix", modules, "dicomweb-client@0.11.3", "xhr2@0.2.1"])).Succeeded();
        var came = directory.CreateFolder("came");
        var said = await ProcessRun.RunAsync(
            "env",
            [
                $"NODE_PATH={modules}/node_modules", "node",
                Path.Combine(AppContext.BaseDirectory, "Interoperability", "dicomweb_client_peer.js"),
                $"http://127.0.0.1:{archive.Server.HttpPort}/dicom-web", first.Study, first.Series, first.SopInstance, came,
            ]);
        said.Succeeded();

        Assert.Contains(
            $"studies=1 series=1 instances=2 metadata=2,2,{first.SopInstance} study=2 wholeSeries=2 frames=2", said.Output, StringComparison.Ordinal);
        var pixels = first.Elements.Implicit()[^256..];
        Assert.Equal(first.Elements.Explicit(), Part10File.Read(Path.Combine(came, "instance.dcm")).DataSet());
        Assert.Equal(pixels[128..], await File.ReadAllBytesAsync(Path.Combine(came, "frame-0")));
        Assert.Equal(pixels[..128], await File.ReadAllBytesAsync(Path.Combine(came, "frame-1")));
        Assert.Equal(pixels[..128], await File.ReadAllBytesAsync(Path.Combine(came, "frame-typed")));
        Assert.Equal(pixels, await File.ReadAllBytesAsync(Path.Combine(came, "bulk")));
        Assert.Equal(4, PngPicture.Read(await File.ReadAllBytesAsync(Path.Combine(came, "rendered.png"))).Height);
        Assert.Equal(4, PngPicture.Read(await File.ReadAllBytesAsync(Path.Combine(came, "frame.png"))).Height);
        Assert.Equal(8, PngPicture.Read(await File.ReadAllBytesAsync(Path.Combine(came, "thumbnail.png"))).Height);
    }
}
